// SPDX-License-Identifier: Apache-2.0
#include "voxAlignedTable.h"
#include "voxDefinitions.h"
#include "voxMeasureTable.h"
#include "voxSummary.h"

#include <algorithm>

namespace vox
{
namespace
{

std::vector<Measure>
TableMeasures(const EvaluationOptions & options, Measure::Group group)
{
  std::vector<Measure> result = ReportedMeasures(options);
  std::erase_if(result, [&](const Measure & m) { return m.tableHeading.empty() || m.group != group; });
  return result;
}

std::string
Cell(const Measure & measure, const std::optional<double> & value)
{
  return NumberCell(value, measure.tableDecimals);
}

TableRow
Heading(TableRow left, const std::vector<Measure> & measures)
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
SingleCaseTable(const CaseMeasures & ofCase, const std::vector<Measure> & measures, const std::string & title)
{
  std::vector<TableRow> rows{Heading({title}, measures)};
  for (const StructureMeasures & structure : ofCase.structures)
  {
    TableRow row{structure.name};
    for (const Measure & measure : measures)
    {
      row.push_back(Cell(measure, measure.value(ofCase, structure)));
    }
    rows.push_back(row);
  }
  if (ofCase.structures.size() > 1)
  {
    TableRow row{"Mean"};
    for (const Measure & measure : measures)
    {
      row.push_back(Cell(measure, OverStructures(measure, {&ofCase, 1}).mean));
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
  Add(const Measure & measure, const Statistic & statistic, const std::optional<Interval> & interval)
  {
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
SeveralCasesTable(std::span<const CaseMeasures> cases, const std::vector<Measure> & measures, const std::string & title,
                  Bootstrap & bootstrap)
{
  const auto & structures = cases.front().structures;
  std::vector<TableRow> rows{Heading({title, fmt::format("{} cases", cases.size())}, measures)};
  for (std::size_t i = 0; i < structures.size(); ++i)
  {
    StructureRows ofStructure(structures[i].name);
    for (const Measure & measure : measures)
    {
      ofStructure.Add(measure, OverCases(measure, cases, i), MeanInterval(measure, cases, i, bootstrap));
    }
    ofStructure.MoveTo(rows);
  }
  if (structures.size() > 1)
  {
    TableRow row{"All structures", "mean"};
    for (const Measure & measure : measures)
    {
      row.push_back(Cell(measure, OverStructures(measure, cases).mean));
    }
    rows.push_back(row);
  }
  return AlignedTable(rows, 2);
}

/** ECE and Brier score over all classes: what the rows of the structures do not say. */
std::string
ClassCalibrationLine(std::span<const CaseMeasures> cases)
{
  std::vector<std::optional<double>> errors;
  std::vector<std::optional<double>> scores;
  for (const CaseMeasures & ofCase : cases)
  {
    errors.push_back(ofCase.calibration.expectedCalibrationError);
    scores.push_back(ofCase.calibration.brier);
  }
  const Statistic error = Summarize(errors);
  return fmt::format("Over all classes, mean of {} cases, {} undefined: ECE {}, Brier score {} (0 to 2)\n",
                     error.finite, error.undefined, NumberCell(error.mean, 4), NumberCell(Summarize(scores).mean, 4));
}

} // namespace

std::string
SummaryTable(std::span<const CaseMeasures> cases, const EvaluationOptions & options)
{
  Validate(options);
  RequireSameStructures(cases);
  Bootstrap bootstrap;
  const auto table = [&](Measure::Group group, const std::string & title) {
    const std::vector<Measure> measures = TableMeasures(options, group);
    return (cases.size() == 1 ? SingleCaseTable(cases.front(), measures, title)
                              : SeveralCasesTable(cases, measures, title, bootstrap)) +
           '\n';
  };
  std::string result = table(Measure::Group::Voxels, "Structure");
  if (options.lesions)
  {
    result += table(Measure::Group::Lesions, "Lesions of");
  }
  if (options.calibration)
  {
    result += table(Measure::Group::Calibration, "Calibration of");
    result += ClassCalibrationLine(cases);
  }
  return result + Definitions(options) +
         (cases.size() > 1 ? "95 % from, to: " + DescribeInterval() + ".\n" : std::string());
}

} // namespace vox
