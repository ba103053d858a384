// SPDX-License-Identifier: Apache-2.0
#include "voxAlignedTable.h"
#include "voxComparison.h"
#include "voxDefinitions.h"
#include "voxNumberJson.h"

namespace vox
{
namespace
{

Json
WilcoxonJson(const std::optional<WilcoxonResult> & test)
{
  if (!test)
  {
    return nullptr;
  }
  return {{"statistic", test->statistic},
          {"nonzero", test->nonzero},
          {"zeros", test->zeros},
          {"method", test->exact ? "exact" : "normal"}};
}

Json
ValuesJson(const PairedComparison & values)
{
  return {{"n", values.pairs},
          {"mean", NumberJson(values.firstMean)},
          {"mean_compared", NumberJson(values.secondMean)},
          {"difference", NumberJson(values.meanDifference)},
          {"interval_95", IntervalJson(values.meanInterval)},
          {"median_difference", NumberJson(values.medianDifference)},
          {"median_interval_95", IntervalJson(values.medianInterval)},
          {"p", values.wilcoxon ? Json(values.wilcoxon->pValue) : Json(nullptr)},
          {"wilcoxon", WilcoxonJson(values.wilcoxon)},
          {"infinite", values.infinite},
          {"undefined", values.undefinedFirst},
          {"undefined_compared", values.undefinedSecond}};
}

std::string
PCell(const std::optional<WilcoxonResult> & test)
{
  if (!test)
  {
    return "-";
  }
  return test->pValue < 0.0001 ? "<0.0001" : fmt::format("{:.4f}", test->pValue);
}

TableRow
Row(const MeasureComparison & comparison)
{
  const auto cell = [&](const std::optional<double> & value) { return NumberCell(value, comparison.tableDecimals); };
  const PairedComparison & values = comparison.values;
  const std::string interval =
      values.meanInterval ? fmt::format("{} to {}", cell(values.meanInterval->low), cell(values.meanInterval->high))
                          : "-";
  return {comparison.structureName,
          comparison.heading,
          fmt::format("{}", values.pairs),
          cell(values.firstMean),
          cell(values.secondMean),
          cell(values.meanDifference),
          interval,
          cell(values.medianDifference),
          PCell(values.wilcoxon),
          fmt::format("{} / {}", values.undefinedFirst, values.undefinedSecond)};
}

} // namespace

Json
ComparisonJson(std::span<const MeasureComparison> comparisons)
{
  Json measures = Json::object();
  Json classes = Json::object();
  for (const MeasureComparison & comparison : comparisons)
  {
    Json & object = comparison.structureKey.empty() ? classes : measures[comparison.structureKey];
    object[comparison.measureKey] = ValuesJson(comparison.values);
  }
  Json result{
      {"definitions",
       {{"n", "cases where the measure is defined in both; means and differences are over these"},
        {"difference", "prediction minus compared; two infinite values differ by 0"},
        {"interval_95", DescribeInterval() + "; of the difference"},
        {"p", "Wilcoxon signed-rank test, two-sided, differences of 0 left out; exact up to 50 others, with ties too, "
              "beyond by the normal approximation corrected for ties; not corrected for the number of tests"},
        {"undefined", "cases where the measure is undefined in the prediction, or in the one compared"}}},
      {"measures", measures}};
  if (!classes.empty())
  {
    result["calibration"] = classes;
  }
  return result;
}

std::string
ComparisonTable(std::span<const MeasureComparison> comparisons)
{
  std::vector<TableRow> rows{
      {"Structure", "Measure", "n", "mean", "compared", "difference", "95 % interval", "median", "p", "undefined"}};
  for (const MeasureComparison & comparison : comparisons)
  {
    if (!comparison.heading.empty())
    {
      rows.push_back(Row(comparison));
    }
  }
  return AlignedTable(rows, 2) +
         fmt::format("\nDifference: prediction minus compared, over the n cases that define both; median: of the "
                     "differences.\nInterval: {}. p: Wilcoxon signed-rank test, two-sided, not corrected for the "
                     "number of tests.\nUndefined: cases of the prediction / of the compared one.\n",
                     DescribeInterval());
}

} // namespace vox
