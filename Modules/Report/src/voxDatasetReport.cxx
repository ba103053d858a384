// SPDX-License-Identifier: Apache-2.0
#include "voxDatasetReport.h"

#include "voxBoxPlotSvg.h"
#include "voxEvaluationSections.h"
#include "voxStatistic.h"

#include <algorithm>
#include <map>

namespace vox
{
namespace
{

using Values = std::vector<std::optional<double>>;

std::string
Number(const std::optional<double> & value)
{
  return value ? fmt::format("{:.5g}", *value) : "-";
}

template <typename TRead>
Values
Collect(const DatasetSurvey & survey, TRead read)
{
  Values values;
  std::ranges::transform(survey.cases, std::back_inserter(values), read);
  return values;
}

/** A number of the grid; nothing where it is not known. */
template <typename TRead>
Values
OfGrid(const DatasetSurvey & survey, TRead read)
{
  return Collect(survey, [&](const SurveyedCase & ofCase) {
    return ofCase.geometry ? std::optional<double>(static_cast<double>(read(*ofCase.geometry))) : std::nullopt;
  });
}

struct Row
{
  std::string name;
  Values values;
};

PageTable
Spread(const std::string & caption, const std::vector<Row> & rows)
{
  PageTable table{caption, {"quantity", "cases", "smallest", "median", "largest", "mean", "SD"}, {}};
  for (const Row & row : rows)
  {
    const Statistic statistic = Summarize(row.values);
    const std::vector<double> defined = DefinedOnly(row.values);
    const auto end = [&](bool largest) {
      return defined.empty()
                 ? std::nullopt
                 : std::optional(largest ? *std::ranges::max_element(defined) : *std::ranges::min_element(defined));
    };
    table.rows.push_back({row.name, std::to_string(defined.size()), Number(end(false)), Number(statistic.median),
                          Number(end(true)), Number(statistic.mean), Number(statistic.standardDeviation)});
  }
  return table;
}

PageDrawing
Boxes(const std::string & title, const std::string & label, const std::vector<Row> & rows)
{
  std::vector<BoxSeries> boxes;
  for (const Row & row : rows)
  {
    boxes.push_back({row.name, row.values});
  }
  CurveChartOptions options;
  options.title = title;
  options.xLabel = label;
  return {RenderBoxPlotSvg(boxes, options), "Box plots: " + title, ""};
}

PageSection
Problems(const DatasetSurvey & survey)
{
  PageTable table{"", {"case", "problem"}, {}};
  for (const SurveyedCase & ofCase : survey.cases)
  {
    if (!ofCase.problem.empty())
    {
      table.rows.push_back({ofCase.name, ofCase.problem});
    }
  }
  if (table.rows.empty())
  {
    return {"Problems", "No case has a problem.", {}};
  }
  return {"Problems", "", {PageNotice{fmt::format("{} cases have problems.", table.rows.size())}, table}};
}

PageSection
Unusual(const DatasetSurvey & survey)
{
  PageSection section{"What is unusual", "", {}};
  std::map<std::string, int> orientations;
  for (const SurveyedCase & ofCase : survey.cases)
  {
    orientations[ofCase.orientation] += ofCase.orientation.empty() ? 0 : 1;
  }
  orientations.erase("");
  if (orientations.size() > 1)
  {
    std::string text;
    for (const auto & [code, count] : orientations)
    {
      text += fmt::format("{}{} in {} cases", text.empty() ? "" : ", ", code, count);
    }
    section.elements.emplace_back(PageNotice{"Axes of the files differ: " + text + "."});
  }
  for (const std::string & structure : survey.structures)
  {
    const bool isLabelled = std::ranges::any_of(survey.cases, &SurveyedCase::hasLabels);
    const auto holds = [&](const SurveyedCase & ofCase) { return ofCase.milliliters.contains(structure); };
    if (isLabelled && std::ranges::none_of(survey.cases, holds))
    {
      section.elements.emplace_back(PageNotice{"No case holds the structure " + structure + "."});
    }
  }
  PageTable table{"Outliers: modified z-scores (0.6745 times the distance from the median, by the median absolute "
                  "deviation) above 3.5",
                  {"case", "quantity", "value", "median of all", "score"},
                  {}};
  table.sortable = true;
  for (const Outlier & outlier : FindOutliers(survey))
  {
    table.rows.push_back({outlier.ofCase, outlier.quantity, Number(outlier.value), Number(outlier.median),
                          fmt::format("{:.1f}", outlier.score)});
  }
  if (table.rows.empty())
  {
    section.paragraph = "No number of a case lies far from those of the others (modified z-score above 3.5).";
  }
  else
  {
    section.elements.emplace_back(table);
  }
  return section;
}

PageSection
Grids(const DatasetSurvey & survey)
{
  using G = ImageGeometry;
  const std::vector<Row> sizes{{"x", OfGrid(survey, [](const G & g) { return g.size.x; })},
                               {"y", OfGrid(survey, [](const G & g) { return g.size.y; })},
                               {"z", OfGrid(survey, [](const G & g) { return g.size.z; })}};
  const std::vector<Row> spacings{{"x", OfGrid(survey, [](const G & g) { return g.spacingMm.x; })},
                                  {"y", OfGrid(survey, [](const G & g) { return g.spacingMm.y; })},
                                  {"z", OfGrid(survey, [](const G & g) { return g.spacingMm.z; })}};
  return {"Sizes and spacings",
          "Axes of the files.",
          {Spread("Voxels", sizes), Boxes("Sizes", "voxels", sizes), Spread("Spacing, mm", spacings),
           Boxes("Spacings", "mm", spacings)}};
}

PageSection
Intensities(const DatasetSurvey & survey)
{
  const std::vector<Row> rows{{"smallest", Collect(survey,
                                                   [](const SurveyedCase & c) {
                                                     return c.intensities ? std::optional(c.intensities->first)
                                                                          : std::nullopt;
                                                   })},
                              {"largest", Collect(survey, [](const SurveyedCase & c) {
                                 return c.intensities ? std::optional(c.intensities->second) : std::nullopt;
                               })}};
  return {"Intensities",
          "Smallest and largest value of each case, over all channels.",
          {Spread("", rows), Boxes("Smallest and largest intensity", "intensity", rows)}};
}

PageSection
Volumes(const DatasetSurvey & survey)
{
  std::vector<Row> rows;
  for (const std::string & structure : survey.structures)
  {
    rows.push_back({structure, Collect(survey, [&](const SurveyedCase & ofCase) {
                      const auto volume = ofCase.milliliters.find(structure);
                      return volume == ofCase.milliliters.end() ? std::nullopt : std::optional(volume->second);
                    })});
  }
  if (rows.empty())
  {
    return {"Volumes of the labels", "", {}};
  }
  PageTable table = Spread("ml, over the cases that hold the structure", rows);
  table.sortable = true;
  return {"Volumes of the labels", "", {table, Boxes("Volumes", "ml", rows)}};
}

PageSection
Cases(const DatasetSurvey & survey)
{
  PageTable table{
      "", {"case", "part", "voxels (x, y, z)", "spacing, mm", "axes", "intensities", "structures", "problem"}, {}};
  table.sortable = true;
  for (const SurveyedCase & ofCase : survey.cases)
  {
    const auto grid = [&](auto text) { return ofCase.geometry ? text(*ofCase.geometry) : std::string("-"); };
    table.rows.push_back(
        {ofCase.name, ofCase.isTraining ? "training" : "test",
         grid([](const ImageGeometry & g) { return fmt::format("{} x {} x {}", g.size.x, g.size.y, g.size.z); }),
         grid([](const ImageGeometry & g) {
           return fmt::format("{:.4g} x {:.4g} x {:.4g}", g.spacingMm.x, g.spacingMm.y, g.spacingMm.z);
         }),
         ofCase.orientation.empty() ? "-" : ofCase.orientation,
         ofCase.intensities ? fmt::format("{:.5g} to {:.5g}", ofCase.intensities->first, ofCase.intensities->second)
                            : "-",
         ofCase.hasLabels ? std::to_string(ofCase.milliliters.size()) : "-", ofCase.problem});
  }
  return {"Cases", "", {table}};
}

} // namespace

ResultsPage
DatasetReport(const DatasetSurvey & survey, const std::string & title)
{
  ResultsPage page;
  page.title = title;
  const auto training = std::ranges::count_if(survey.cases, &SurveyedCase::isTraining);
  page.facts = {fmt::format("training cases: {}", training),
                fmt::format("test cases: {}", std::ssize(survey.cases) - training),
                fmt::format("structures: {}", survey.structures.size()),
                fmt::format("channels: {}", fmt::join(survey.channels, ", "))};
  page.sections = {Problems(survey), Unusual(survey), Grids(survey), Intensities(survey)};
  AddSection(page.sections, Volumes(survey));
  page.sections.push_back(Cases(survey));
  return page;
}

} // namespace vox
