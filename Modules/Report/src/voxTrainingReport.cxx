// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingReport.h"

#include "voxAtomicFile.h"
#include "voxCurveSvg.h"
#include "voxError.h"
#include "voxEvaluationSections.h"
#include "voxRunRecord.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vox
{
namespace
{

PageDrawing
Chart(const std::string & title, const std::string & yLabel, const std::vector<CurveSeries> & series)
{
  CurveChartOptions options;
  options.title = title;
  options.xLabel = "epoch";
  options.yLabel = yLabel;
  constexpr std::int64_t HeightPixels = 340;
  options.heightPixels = HeightPixels;
  return {RenderCurvesSvg(series, options), title + " over the epochs", ""};
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
    const CurveSeries series = run.Series(key, key);
    const auto bad = std::ranges::count_if(series.y, [](double value) { return !std::isfinite(value); });
    if (bad > 0)
    {
      notice(fmt::format("{} is not a finite number in {} epochs.", key, bad));
    }
  }
  if (const std::optional<std::size_t> lowest = run.LowestValidationEpoch())
  {
    // Of the last fifth of the epochs none came near the lowest loss: the model learns its cases by heart.
    const CurveSeries series = run.Series("validation_loss", "");
    const std::size_t first = epochs - std::max<std::size_t>(1, epochs / 5);
    double late = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = first; i < epochs; ++i)
    {
      late = std::fmin(late, series.y[i]); // of a number and NaN, the number
    }
    const double begin = *std::ranges::find_if(series.y, [](double value) { return std::isfinite(value); });
    const double fall = begin - series.y[*lowest];
    constexpr double Risen = 0.1;
    if (*lowest < first && late - series.y[*lowest] > Risen * fall && fall > 0.0)
    {
      notice(
          fmt::format("The validation loss was lowest in epoch {} and has risen since by more than a tenth of what it "
                      "had fallen: a sign of overfitting.",
                      *lowest + 1));
    }
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
Curves(const RunRecord & run)
{
  PageSection section{"Curves", "", {}};
  if (run.epochs.empty())
  {
    return section;
  }
  section.elements.emplace_back(
      Chart("Losses", "loss", {run.Series("training_loss", "training"), run.Series("validation_loss", "validation")}));
  std::vector<CurveSeries> scores = run.ScoreSeries();
  constexpr std::size_t MostScores = 8; // as many as there are colors
  scores.resize(std::min(scores.size(), MostScores));
  section.elements.emplace_back(Chart("Pseudo-Dice of validation patches", "Dice", scores));
  section.elements.emplace_back(
      Chart("Learning rate", "learning rate", {run.Series("learning_rate", "learning rate")}));
  section.elements.emplace_back(Chart("Time", "seconds", {run.Series("seconds_per_iteration", "of an iteration")}));
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
  section.paragraph = "After augmentation, with the labels that the loss compared with: of the first batches.";
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

/** Leaves of an object, with the names that --set takes. */
void
AddLeaves(PageTable & table, const std::string & prefix, const Json & object)
{
  for (const auto & [key, value] : object.items())
  {
    if (value.is_object() && !value.empty())
    {
      AddLeaves(table, prefix + key + ".", value);
      continue;
    }
    constexpr std::size_t Longest = 400;
    std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (text.size() > Longest)
    {
      std::size_t end = Longest; // not within a character
      while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
      {
        --end;
      }
      text = text.substr(0, end) + " …";
    }
    table.rows.push_back({prefix + key, text});
  }
}

PageSection
Leaves(const std::string & heading, const std::string & caption, const Json & object)
{
  PageSection section{heading, "", {}};
  PageTable table{caption, {"key", "value"}, {}};
  table.sortable = true;
  AddLeaves(table, "", object.is_object() ? object : Json::object());
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

} // namespace

ResultsPage
TrainingReport(const std::filesystem::path & folder, const std::string & title)
{
  const RunRecord run = ReadRunRecord(folder);
  ResultsPage page;
  page.title = title;
  page.facts = {fmt::format("configuration {}", run.configuration), fmt::format("fold {}", run.fold),
                fmt::format("{} of {} epochs", run.epochs.size(), run.wantedEpochs), "voxtome " + run.programVersion};
  page.sections = {Attention(run)};
  AddSection(page.sections, Curves(run));
  page.sections.push_back(Patches(run));
  AddSection(page.sections, Validation(run));
  AddSection(page.sections, Leaves("Plan", "Configuration " + run.configuration, run.plan));
  AddSection(page.sections, Leaves("Options", "", run.options));
  page.sections.push_back(Data(run));
  AddSection(page.sections, Leaves("Environment", "", run.environment));
  return page;
}

} // namespace vox
