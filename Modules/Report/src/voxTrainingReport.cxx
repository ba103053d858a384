// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingReport.h"

#include "voxAtomicFile.h"
#include "voxEpochPage.h"
#include "voxError.h"
#include "voxEvaluationSections.h"
#include "voxRunRecord.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

EpochValue
Lowest(std::vector<double> losses)
{
  return MakeEpochValue("", EpochValueKind::Loss, std::move(losses));
}

/** Of the last fifth of the epochs none came near the lowest loss: the model learns its cases by heart. */
bool
HasRisen(const std::vector<double> & losses)
{
  const EpochValue lowest = Lowest(losses);
  if (lowest.bestEpoch == 0)
  {
    return false;
  }
  const auto first = static_cast<std::ptrdiff_t>(losses.size() - std::max<std::size_t>(1, losses.size() / 5));
  const double late = Lowest({losses.begin() + first, losses.end()}).best; // NaN without a number
  const double begin = *std::ranges::find_if(losses, [](double value) { return std::isfinite(value); });
  const double fall = begin - lowest.best;
  constexpr double Risen = 0.1;
  return lowest.bestEpoch <= first && fall > 0.0 && late - lowest.best > Risen * fall;
}

PageSection
Attention(const RunRecord & run)
{
  PageSection section{"To look at first", "", {}};
  const auto notice = [&](const std::string & text) { section.elements.emplace_back(PageNotice{text}); };
  const std::size_t epochs = run.epochs.size();
  if (epochs == 0)
  {
    notice("No epoch has ended yet.");
  }
  else if (static_cast<std::int64_t>(epochs) < run.wantedEpochs)
  {
    notice(fmt::format("The training is not finished: {} of {} epochs.", epochs, run.wantedEpochs));
  }
  for (const char * key : {"training_loss", "validation_loss"})
  {
    const auto bad = std::ranges::count_if(run.History(key), [](double value) { return !std::isfinite(value); });
    if (bad > 0)
    {
      notice(fmt::format("{} is not a finite number in {} epochs.", key, bad));
    }
  }
  if (HasRisen(run.History("validation_loss")))
  {
    notice(fmt::format("The validation loss was lowest in epoch {} and has risen since by more than a tenth of what it "
                       "had fallen: a sign of overfitting.",
                       Lowest(run.History("validation_loss")).bestEpoch));
  }
  if (run.validation.is_null())
  {
    notice("The run has no validation yet (validation/summary.json).");
  }
  section.paragraph =
      section.elements.empty() ? "The training went to its end, and all losses are finite numbers." : "";
  return section;
}

PageSection
Patches(const RunRecord & run)
{
  PageSection section{"Patches as the network saw them", "", {}};
  if (run.patches.empty())
  {
    section.paragraph = "The run folder holds none (patches.png).";
    return section;
  }
  section.paragraph =
      "After augmentation, with the labels that the loss compared with: of the first batches since the last start.";
  section.elements.emplace_back(PagePicture{run.patches, "Patches of training batches with their labels", ""});
  return section;
}

PageSection
Validation(const RunRecord & run)
{
  PageSection section{"Validation", "", {}};
  const Json mean = run.validation.is_object() ? run.validation.value("mean", Json::object()) : Json::object();
  const Json names = run.validation.is_object() ? run.validation.value("names", Json::object()) : Json::object();
  PageTable table{"Means over the validation cases", {"structure", "Dice", "IoU", "HD95, mm"}, {}};
  table.sortable = true;
  for (const auto & [key, values] : mean.items())
  {
    const Json name = names.is_object() ? names.value(key, Json()) : Json();
    std::vector<std::string> row{name.is_string() ? name.get<std::string>() : key};
    for (const char * measure : {"Dice", "IoU", "HD95"})
    {
      const Json value = values.is_object() ? values.value(measure, Json()) : Json();
      row.push_back(value.is_number()   ? fmt::format("{:.3f}", value.get<double>())
                    : value.is_string() ? value.get<std::string>()
                                        : "-");
    }
    table.rows.push_back(row);
  }
  if (!table.rows.empty())
  {
    section.paragraph = "The report on validation/summary.json shows each case.";
    section.elements.emplace_back(table);
  }
  return section;
}

PageSection
Leaves(const std::string & heading, const std::string & caption, const Json & object)
{
  PageSection section{heading, "", {}};
  PageTable table = LeafTable(caption, {"key", "value"}, object);
  table.sortable = true;
  if (!table.rows.empty())
  {
    section.elements.emplace_back(table);
  }
  return section;
}

PageSection
Data(const RunRecord & run)
{
  PageTable table{
      fmt::format("{} training cases, {} validation cases", run.trainingCases.size(), run.validationCases.size()),
      {"case", "part"},
      {}};
  table.sortable = true;
  for (const auto & [names, part] : {std::pair{&run.trainingCases, "training"}, {&run.validationCases, "validation"}})
  {
    for (const std::string & name : *names)
    {
      table.rows.push_back({name, part});
    }
  }
  PageSection section{"Data", fmt::format("Data set {}, fold {}.", run.dataset, run.fold), {}};
  if (table.rows.empty())
  {
    section.paragraph += " The split is not in the run folder (splits_final.json).";
  }
  else
  {
    section.elements.emplace_back(table);
  }
  return section;
}

std::vector<std::string>
Facts(const RunRecord & run, const std::vector<EpochValue> & values)
{
  std::vector<std::string> facts{"configuration " + run.configuration, "fold " + run.fold,
                                 fmt::format("{} of {} epochs", run.epochs.size(), run.wantedEpochs)};
  if (const std::vector<double> minutes = run.History("training_minutes");
      !minutes.empty() && std::isfinite(minutes.back()))
  {
    facts.push_back("training time: " + TimeText(60.0 * minutes.back()));
  }
  const std::vector<std::string> best = BestEpochs(values);
  facts.insert(facts.end(), best.begin(), best.end());
  facts.push_back("voxtome " + run.programVersion);
  return facts;
}

} // namespace

ResultsPage
TrainingReport(const std::filesystem::path & folder, const std::string & title)
{
  const RunRecord run = ReadRunRecord(folder);
  ResultsPage page;
  page.title = title;
  const std::vector<EpochValue> values = run.Values();
  page.facts = Facts(run, values);
  page.sections = {Attention(run)};
  if (!run.epochs.empty())
  {
    page.sections.push_back(EpochTable(values));
    page.sections.push_back(EpochCurves(values));
  }
  page.sections.push_back(Patches(run));
  AddSection(page.sections, Validation(run));
  AddSection(page.sections, Leaves("Plan", "Configuration " + run.configuration, run.plan));
  AddSection(page.sections, Leaves("Options", "", run.options));
  page.sections.push_back(Data(run));
  AddSection(page.sections, Leaves("Environment", "", run.environment));
  return page;
}

} // namespace vox
