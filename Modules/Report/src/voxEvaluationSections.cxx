// SPDX-License-Identifier: Apache-2.0
#include "voxEvaluationSections.h"

#include "voxBootstrap.h"
#include "voxBoxPlotSvg.h"
#include "voxConfusionSvg.h"
#include "voxMeasureText.h"
#include "voxMetricRegistry.h"
#include "voxStatistic.h"

#include <algorithm>
#include <array>

namespace vox
{
namespace
{

constexpr std::array kCommon{"Dice", "IoU", "HD95", "ASSD", "NSD", "clDice", "lesion_F1"};

/** "0.904 (0.890 to 0.917)": the mean and its interval. */
std::string
MeanText(const std::vector<RecordedValue> & values, const std::string & measure)
{
  const Statistic statistic = Summarize(values);
  const std::vector<double> defined = DefinedOnly(values);
  const std::optional<Interval> interval = Bootstrap().OfMean(defined);
  return interval ? fmt::format("{} ({})", MeasureText(statistic.mean, measure), IntervalText(interval, measure))
                  : MeasureText(statistic.mean, measure);
}

std::string
CountText(const Statistic & statistic)
{
  std::string text = std::to_string(statistic.finite);
  text += statistic.infinite > 0 ? fmt::format(" + {} infinite", statistic.infinite) : "";
  return text + (statistic.undefined > 0 ? fmt::format(", {} undefined", statistic.undefined) : "");
}

/** Rows above a number that a page bears are left out, which its caption says. */
void
Shorten(PageTable & table, std::size_t most)
{
  if (table.rows.size() > most)
  {
    table.caption += fmt::format("{}the first {} of {}", table.caption.empty() ? "" : "; ", most, table.rows.size());
    table.rows.resize(most);
  }
}

} // namespace

PageSection
AttentionSection(const EvaluationRecord & record)
{
  PageTable table{"", {"case", "structure", "what", "reference, ml", "prediction, ml"}, {}};
  table.sortable = true;
  std::size_t absent = 0;
  for (const RecordedCase & ofCase : record.cases)
  {
    for (std::size_t i = 0; i < record.structures.size(); ++i)
    {
      const bool isMissed = ofCase.IsMissed(i);
      const RecordedValue dice = ofCase.Value(i, "Dice");
      const char * what = isMissed                   ? "missed: not in the prediction"
                          : ofCase.IsHallucinated(i) ? "found where the reference has none"
                          : !dice && record.Has("Dice") && ofCase.Value(i, "n_ref").value_or(1.0) > 0.0 ? "undefined"
                                                                                                        : nullptr;
      absent += what == nullptr && !dice && record.Has("Dice") ? 1 : 0;
      if (what != nullptr)
      {
        table.rows.push_back({ofCase.name, record.structures[i].name, what,
                              MeasureText(ofCase.Value(i, "volume_ref_ml"), "volume_ref_ml"),
                              MeasureText(ofCase.Value(i, "volume_pred_ml"), "volume_pred_ml")});
      }
    }
  }
  PageSection section{"To look at first", "", {}};
  if (table.rows.empty())
  {
    section.paragraph = "No structure was missed, and none was found where the reference has none.";
  }
  else
  {
    section.elements.emplace_back(PageNotice{fmt::format(
        "{} times a structure was missed, found where there is none, or has no measure.", table.rows.size())});
    constexpr std::size_t Most = 500;
    Shorten(table, Most);
    section.elements.emplace_back(table);
  }
  if (absent > 0)
  {
    section.paragraph += fmt::format("{}{} times a structure is neither in the reference nor in the prediction; it has "
                                     "no measures there and counts in no mean.",
                                     section.paragraph.empty() ? "" : "\n\n", absent);
  }
  return section;
}

PageSection
SummarySection(const EvaluationRecord & record)
{
  const std::vector<std::string> measures = Present(record, kCommon);
  PageTable table{"Mean over the cases, and its 95 % interval", {"structure"}, {}};
  PageTable spread{"Median and standard deviation over the cases, and the cases behind them", {"structure"}, {}};
  table.sortable = spread.sortable = true;
  for (const std::string & measure : measures)
  {
    table.header.push_back(MeasureHeading(measure));
    spread.header.push_back(MeasureHeading(measure) + " median");
    spread.header.push_back("SD");
  }
  spread.header.emplace_back("cases");
  for (std::size_t i = 0; i < record.structures.size(); ++i)
  {
    std::vector<std::string> means{record.structures[i].name};
    std::vector<std::string> medians = means;
    for (const std::string & measure : measures)
    {
      const std::vector<RecordedValue> values = record.Values(i, measure);
      const Statistic statistic = Summarize(values);
      means.push_back(MeanText(values, measure));
      medians.push_back(MeasureText(statistic.median, measure));
      medians.push_back(MeasureText(statistic.standardDeviation, measure));
    }
    medians.push_back(measures.empty() ? "" : CountText(Summarize(record.Values(i, measures.front()))));
    table.rows.push_back(means);
    spread.rows.push_back(medians);
  }
  if (record.structures.size() > 1)
  {
    std::vector<std::string> means{"mean of the cases' means"};
    for (const std::string & measure : measures)
    {
      means.push_back(MeanText(record.CaseMeans(measure), measure));
    }
    table.rows.push_back(means);
  }
  return {"Summary",
          "Intervals are percentile bootstrap intervals over the cases (10,000 samples). A mean is infinite as soon as "
          "one case is; what is undefined counts in none.",
          {table, spread}};
}

PageSection
DistributionSection(const EvaluationRecord & record)
{
  PageSection section{"Distributions", "", {}};
  for (const std::string & measure : Present(record, kCommon))
  {
    std::vector<BoxSeries> boxes;
    for (std::size_t i = 0; i < record.structures.size(); ++i)
    {
      boxes.push_back({record.structures[i].name, record.Values(i, measure)});
    }
    CurveChartOptions options;
    options.title = measure;
    options.xLabel = MeasureHeading(measure);
    section.elements.emplace_back(PageDrawing{RenderBoxPlotSvg(boxes, options),
                                              fmt::format("Box plot of {} for each structure over the cases", measure),
                                              ""});
  }
  if (!section.elements.empty())
  {
    section.paragraph =
        "Median, quartiles, whiskers to the last case within 1.5 times their distance; each dot is a case.";
  }
  return section;
}

PageSection
ConfusionSection(const EvaluationRecord & record)
{
  PageSection section{"Confusion matrix", "", {}};
  const Json labels = record.confusion.is_object() ? record.confusion.value("labels", Json()) : Json();
  const Json voxels = record.confusion.is_object() ? record.confusion.value("voxels", Json()) : Json();
  constexpr std::size_t Most = 64;
  if (!labels.is_array() || !voxels.is_array() || labels.empty() || labels.size() != voxels.size())
  {
    return section;
  }
  if (labels.size() > Most)
  {
    section.paragraph = fmt::format(
        "Of {} labels; the matrix is shown up to {}, evaluate --confusion writes all of it.", labels.size(), Most);
    return section;
  }
  std::vector<std::string> names;
  std::vector<std::int64_t> counts;
  for (std::size_t row = 0; row < labels.size(); ++row)
  {
    const Json & label = labels[row];
    const std::string value = label.is_string() ? label.get<std::string>() : label.dump();
    const auto named = std::ranges::find(record.structures, value, &RecordedStructure::key);
    names.push_back(named != record.structures.end() ? named->name : value == "0" ? "background" : value);
    for (const Json & count : voxels[row])
    {
      counts.push_back(count.is_number_integer() ? count.get<std::int64_t>() : 0);
    }
  }
  if (counts.size() == names.size() * names.size())
  {
    section.paragraph = "Voxels of all cases together; shares are of the row.";
    section.elements.emplace_back(PageDrawing{RenderConfusionSvg(names, counts), "Confusion matrix of the labels", ""});
  }
  return section;
}

PageSection
CasesSection(const EvaluationRecord & record)
{
  const std::vector<std::string> measures = Present(record, kCommon);
  PageTable table{"Means over the structures of each case", {"case"}, {}};
  PageTable each{"Each structure of each case", {"case", "structure"}, {}};
  table.sortable = each.sortable = true;
  constexpr std::array volumes{"volume_ref_ml", "volume_pred_ml"};
  std::vector<std::string> detailed = measures;
  std::ranges::copy(Present(record, volumes), std::back_inserter(detailed));
  std::ranges::transform(measures, std::back_inserter(table.header), MeasureHeading);
  std::ranges::transform(detailed, std::back_inserter(each.header), MeasureHeading);
  table.header.emplace_back("missed");
  table.header.emplace_back("found where none");
  for (const RecordedCase & ofCase : record.cases)
  {
    std::vector<std::string> row{ofCase.name};
    std::size_t missed = 0;
    std::size_t hallucinated = 0;
    for (const std::string & measure : measures)
    {
      row.push_back(MeasureText(ofCase.Mean(measure), measure));
    }
    for (std::size_t i = 0; i < record.structures.size(); ++i)
    {
      missed += ofCase.IsMissed(i) ? 1 : 0;
      hallucinated += ofCase.IsHallucinated(i) ? 1 : 0;
      std::vector<std::string> detail{ofCase.name, record.structures[i].name};
      for (const std::string & measure : detailed)
      {
        detail.push_back(MeasureText(ofCase.Value(i, measure), measure));
      }
      each.rows.push_back(detail);
    }
    row.push_back(std::to_string(missed));
    row.push_back(std::to_string(hallucinated));
    table.rows.push_back(row);
  }
  constexpr std::size_t MostDetails = 3000;
  Shorten(each, MostDetails);
  PageSection section{"Cases", "Tables sort by a press on a heading.", {table}};
  if (record.structures.size() > 1 || each.header.size() > table.header.size())
  {
    section.elements.emplace_back(each);
  }
  return section;
}

PageSection
DefinitionsSection(const EvaluationRecord & record)
{
  PageSection section{"What the numbers are", "", {}};
  PageTable measures{
      "Measures; A is the reference, B the prediction, S their surfaces", {"measure", "what", "source"}, {}};
  for (const std::string & measure : record.measures)
  {
    if (const MetricEntry * entry = FindMetric(measure))
    {
      measures.rows.push_back({measure, std::string(entry->formula), std::string(entry->source)});
    }
  }
  section.elements.emplace_back(measures);
  PageTable choices{"Choices of this evaluation", {"what", "how"}, {}};
  const Json definitions = record.definitions.is_object() ? record.definitions : Json::object();
  for (const auto & [key, value] : definitions.items())
  {
    choices.rows.push_back({key, value.is_string() ? value.get<std::string>() : value.dump()});
  }
  if (choices.rows.empty())
  {
    section.elements.emplace_back(
        PageNotice{"The file does not say how its distances were measured, or what was done with missed structures."});
  }
  else
  {
    section.elements.emplace_back(choices);
  }
  return section;
}

} // namespace vox
