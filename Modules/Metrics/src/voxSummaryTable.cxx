// SPDX-License-Identifier: Apache-2.0
#include "voxMeasureTable.h"
#include "voxSummary.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

using Row = std::vector<std::string>;

/** Columns a terminal shows for a name: code points, not bytes. */
std::size_t
Width(const std::string & text)
{
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string
Cell(const Measure & measure, const std::optional<double> & value)
{
  if (!value)
  {
    return "-";
  }
  return std::isinf(*value) ? "inf" : fmt::format("{:.{}f}", *value, measure.tableDecimals);
}

/** Columns two spaces apart; the first `leftColumns` flush left, numbers flush right. An empty row is an empty line. */
std::string
Aligned(const std::vector<Row> & rows, std::size_t leftColumns)
{
  std::vector<std::size_t> widths;
  for (const Row & row : rows)
  {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i)
    {
      widths[i] = std::max(widths[i], Width(row[i]));
    }
  }
  std::string result;
  for (const Row & row : rows)
  {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
    {
      const std::string padding(widths[i] - Width(row[i]), ' ');
      line += (i == 0 ? "" : "  ") + (i < leftColumns ? row[i] + padding : padding + row[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    result += line + '\n';
  }
  return result;
}

std::vector<Measure>
TableMeasures(const EvaluationOptions & options)
{
  std::vector<Measure> result = ReportedMeasures(options);
  std::erase_if(result, [](const Measure & measure) { return measure.tableHeading.empty(); });
  return result;
}

Row
Heading(Row left, const std::vector<Measure> & measures)
{
  for (const Measure & measure : measures)
  {
    left.push_back(measure.tableHeading);
  }
  return left;
}

std::string
Definitions(const EvaluationOptions & options)
{
  if (!options.distances)
  {
    return "A structure absent in both maps: undefined (-), left out.\n";
  }
  return fmt::format("Distances between centers of surface voxels; {}: {}.\n"
                     "A structure that one map lacks: distances {}; absent in both: undefined (-), left out.\n",
                     RobustName(options), DescribeRobustHausdorff(options), DescribeEmptyPolicy(options));
}

std::string
SingleCaseTable(const CaseMeasures & ofCase, const EvaluationOptions & options)
{
  const std::vector<Measure> measures = TableMeasures(options);
  std::vector<Row> rows{Heading({"Structure"}, measures)};
  for (const StructureMeasures & structure : ofCase.structures)
  {
    Row row{structure.name};
    for (const Measure & measure : measures)
    {
      row.push_back(Cell(measure, measure.value(ofCase, structure)));
    }
    rows.push_back(row);
  }
  if (ofCase.structures.size() > 1)
  {
    Row row{"Mean"};
    for (const Measure & measure : measures)
    {
      row.push_back(Cell(measure, OverStructures(measure, {&ofCase, 1}).mean));
    }
    rows.push_back(row);
  }
  return Aligned(rows, 1) + '\n' + Definitions(options);
}

/** The rows of one structure: mean, median, and the cases behind them; what is all finite needs no rows that say so. */
void
AddStructureRows(std::vector<Row> & rows, const std::string & name, const std::vector<Measure> & measures,
                 const std::vector<Statistic> & statistics)
{
  Row mean{name, "mean"};
  Row median{"", "median"};
  Row finite{"", "cases"};
  Row infinite{"", "infinite"};
  Row undefined{"", "undefined"};
  bool anyInfinite = false;
  bool anyUndefined = false;
  for (std::size_t i = 0; i < measures.size(); ++i)
  {
    const Statistic & statistic = statistics[i];
    mean.push_back(Cell(measures[i], statistic.mean));
    median.push_back(Cell(measures[i], statistic.median));
    finite.push_back(fmt::format("{}", statistic.finite));
    infinite.push_back(statistic.infinite > 0 ? fmt::format("{}", statistic.infinite) : "");
    undefined.push_back(statistic.undefined > 0 ? fmt::format("{}", statistic.undefined) : "");
    anyInfinite |= statistic.infinite > 0;
    anyUndefined |= statistic.undefined > 0;
  }
  rows.insert(rows.end(), {mean, median, finite});
  if (anyInfinite)
  {
    rows.push_back(infinite);
  }
  if (anyUndefined)
  {
    rows.push_back(undefined);
  }
}

} // namespace

std::string
SummaryTable(std::span<const CaseMeasures> cases, const EvaluationOptions & options)
{
  Validate(options);
  RequireSameStructures(cases);
  if (cases.size() == 1)
  {
    return SingleCaseTable(cases.front(), options);
  }
  const std::vector<Measure> measures = TableMeasures(options);
  const auto & structures = cases.front().structures;
  std::vector<Row> rows{Heading({"Structure", fmt::format("{} cases", cases.size())}, measures)};
  for (std::size_t i = 0; i < structures.size(); ++i)
  {
    std::vector<Statistic> statistics;
    for (const Measure & measure : measures)
    {
      statistics.push_back(OverCases(measure, cases, i));
    }
    AddStructureRows(rows, structures[i].name, measures, statistics);
  }
  if (structures.size() > 1)
  {
    Row row{"All structures", "mean"};
    for (const Measure & measure : measures)
    {
      row.push_back(Cell(measure, OverStructures(measure, cases).mean));
    }
    rows.push_back(row);
  }
  return Aligned(rows, 2) + '\n' + Definitions(options);
}

} // namespace vox
