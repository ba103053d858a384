// SPDX-License-Identifier: Apache-2.0
#include "voxAlignedTable.h"
#include "voxDefinitions.h"
#include "voxSummaryContents.h"

#include <algorithm>

namespace vox
{
namespace
{

/** The columns of a table. */
using Columns = std::vector<const AggregatedMeasure *>;

Columns
ColumnsOf(const Summary::Contents & contents, Measure::Group group)
{
  Columns columns;
  for (const AggregatedMeasure & aggregated : contents.measures)
  {
    if (!aggregated.measure.tableHeading.empty() && aggregated.measure.group == group)
    {
      columns.push_back(&aggregated);
    }
  }
  return columns;
}

std::string
Cell(const Measure & measure, const std::optional<double> & value)
{
  return NumberCell(value, measure.tableDecimals);
}

TableRow
Heading(TableRow left, const Columns & columns)
{
  for (const AggregatedMeasure * const column : columns)
  {
    left.push_back(column->measure.tableHeading);
  }
  return left;
}

std::string
Definitions(const EvaluationOptions & options)
{
  const std::string lesions =
      options.lesions ? fmt::format("Lesions: {}.\n", DescribeLesions(*options.lesions)) : std::string();
  if (!options.distances)
  {
    return "A structure absent in both maps: undefined (-), left out.\n" + lesions;
  }
  return fmt::format("Distances ({}) in mm; {}: {}.\n"
                     "A structure that one map lacks: distances {}; absent in both: undefined (-), left out.\n{}",
                     NameOf(options.hausdorffDefinition), RobustName(options), DescribeRobustHausdorff(options),
                     DescribeEmptyPolicy(options), lesions);
}

std::string
SingleCaseTable(const CaseMeasures & ofCase, const Columns & columns, const std::string & title)
{
  std::vector<TableRow> rows{Heading({title}, columns)};
  for (const StructureMeasures & structure : ofCase.structures)
  {
    TableRow row{structure.name};
    for (const AggregatedMeasure * const column : columns)
    {
      row.push_back(Cell(column->measure, column->measure.value(ofCase, structure)));
    }
    rows.push_back(row);
  }
  if (ofCase.structures.size() > 1)
  {
    TableRow row{"Mean"};
    for (const AggregatedMeasure * const column : columns)
    {
      row.push_back(Cell(column->measure, column->foreground.statistic.mean));
    }
    rows.push_back(row);
  }
  return AlignedTable(rows, 1);
}

/** The rows of one structure: mean with its interval, spread, median, and the cases behind them; what is all finite
 * needs no rows that say so. */
class StructureRows
{
public:
  explicit StructureRows(const std::string & name)
      : m_Rows{{name, "mean"}, {"", "95 % from"}, {"", "to"}, {"", "SD"}, {"", "median"}, {"", "cases"}}
  {}

  void
  Add(const Measure & measure, const Aggregate & aggregate)
  {
    const auto & [statistic, interval] = aggregate;
    m_Rows[0].push_back(Cell(measure, statistic.mean));
    m_Rows[1].push_back(interval ? Cell(measure, interval->low) : "");
    m_Rows[2].push_back(interval ? Cell(measure, interval->high) : "");
    m_Rows[3].push_back(Cell(measure, statistic.standardDeviation));
    m_Rows[4].push_back(Cell(measure, statistic.median));
    m_Rows[5].push_back(fmt::format("{}", statistic.finite));
    AddCount(m_Infinite, statistic.infinite);
    AddCount(m_Undefined, statistic.undefined);
  }

  void
  MoveTo(std::vector<TableRow> & rows)
  {
    rows.insert(rows.end(), m_Rows.begin(), m_Rows.end());
    for (const TableRow & counts : {m_Infinite, m_Undefined})
    {
      if (std::any_of(counts.begin() + 2, counts.end(), [](const std::string & cell) { return !cell.empty(); }))
      {
        rows.push_back(counts);
      }
    }
  }

private:
  static void
  AddCount(TableRow & row, std::int64_t count)
  {
    row.push_back(count > 0 ? fmt::format("{}", count) : "");
  }

  std::vector<TableRow> m_Rows;
  TableRow m_Infinite{"", "infinite"};
  TableRow m_Undefined{"", "undefined"};
};

std::string
SeveralCasesTable(const Summary::Contents & contents, const Columns & columns, const std::string & title)
{
  const auto & structures = contents.cases.front().structures;
  std::vector<TableRow> rows{Heading({title, fmt::format("{} cases", contents.cases.size())}, columns)};
  for (std::size_t i = 0; i < structures.size(); ++i)
  {
    StructureRows ofStructure(structures[i].name);
    for (const AggregatedMeasure * const column : columns)
    {
      ofStructure.Add(column->measure, column->structures[i]);
    }
    ofStructure.MoveTo(rows);
  }
  if (structures.size() > 1)
  {
    TableRow mean{"All structures", "mean"};
    TableRow low{"", "95 % from"};
    TableRow high{"", "to"};
    for (const AggregatedMeasure * const column : columns)
    {
      const auto & [statistic, interval] = column->foreground;
      mean.push_back(Cell(column->measure, statistic.mean));
      low.push_back(interval ? Cell(column->measure, interval->low) : "");
      high.push_back(interval ? Cell(column->measure, interval->high) : "");
    }
    rows.insert(rows.end(), {mean, low, high});
  }
  return AlignedTable(rows, 2);
}

/** ECE and Brier score over all classes: what the rows of the structures do not say. */
std::string
ClassCalibrationLine(const Summary::Contents & contents)
{
  const Statistic & error = contents.classError.statistic;
  return fmt::format("Over all classes, mean of {} cases, {} undefined: ECE {}, Brier score {} (0 to 2)\n",
                     error.finite, error.undefined, NumberCell(error.mean, 4),
                     NumberCell(contents.classBrier.statistic.mean, 4));
}

} // namespace

std::string
SummaryTable(const Summary & summary)
{
  const Summary::Contents & contents = summary.Get();
  const bool single = contents.cases.size() == 1;
  const auto table = [&](Measure::Group group, const std::string & title) {
    const Columns columns = ColumnsOf(contents, group);
    return (single ? SingleCaseTable(contents.cases.front(), columns, title)
                   : SeveralCasesTable(contents, columns, title)) +
           '\n';
  };
  std::string result = table(Measure::Group::Voxels, "Structure");
  if (contents.options.lesions)
  {
    result += table(Measure::Group::Lesions, "Lesions of");
  }
  if (contents.options.calibration)
  {
    result += table(Measure::Group::Calibration, "Calibration of");
    result += ClassCalibrationLine(contents);
  }
  return result + Definitions(contents.options) +
         (single ? std::string() : "95 % from, to: " + DescribeInterval() + ".\n");
}

} // namespace vox
