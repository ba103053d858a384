// SPDX-License-Identifier: Apache-2.0
#include "voxEvaluationReport.h"

#include "voxEvaluationSections.h"
#include "voxMeasureText.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace vox
{
namespace
{

std::string
RankedBy(const EvaluationRecord & record)
{
  return record.Has("Dice") || record.measures.empty() ? "Dice" : record.measures.front();
}

PageSection
WorstSection(const EvaluationRecord & record, const EvaluationReportOptions & options, const CaseElements & elements)
{
  const std::string ranked = RankedBy(record);
  PageSection section{
      "Worst cases", fmt::format("Those with the lowest mean {} over their structures, the lowest first.", ranked), {}};
  for (const std::size_t position : WorstCases(record, options.worst))
  {
    const RecordedCase & ofCase = record.cases[position];
    PageTable table{ofCase.name, {"structure"}, {}};
    constexpr const char * shown[] = {"Dice", "HD95", "ASSD", "NSD", "volume_ref_ml", "volume_pred_ml"};
    const std::vector<std::string> measures = Present(record, shown);
    std::ranges::transform(measures, std::back_inserter(table.header), MeasureHeading);
    for (std::size_t i = 0; i < record.structures.size(); ++i)
    {
      std::vector<std::string> row{record.structures[i].name};
      for (const std::string & measure : measures)
      {
        row.push_back(MeasureText(ofCase.Value(i, measure), measure));
      }
      table.rows.push_back(row);
    }
    constexpr std::size_t MostRows = 20;
    if (table.rows.size() > MostRows)
    {
      std::ranges::stable_sort(table.rows, {}, [](const auto & row) { return row[1]; });
      table.caption +=
          fmt::format(", the {} structures of lowest {} of {}", MostRows, table.header[1], table.rows.size());
      table.rows.resize(MostRows);
    }
    section.elements.emplace_back(table);
    std::ranges::move(elements(ofCase), std::back_inserter(section.elements));
  }
  return section;
}

} // namespace

std::vector<std::size_t>
WorstCases(const EvaluationRecord & record, std::int64_t count)
{
  std::vector<std::size_t> order(record.cases.size());
  std::iota(order.begin(), order.end(), 0U);
  const std::vector<RecordedValue> means = record.CaseMeans(RankedBy(record));
  std::ranges::stable_sort(order, {},
                           [&](std::size_t i) { return means[i].value_or(std::numeric_limits<double>::max()); });
  order.resize(std::min(order.size(), static_cast<std::size_t>(std::max<std::int64_t>(count, 0))));
  return order;
}

void
AddSection(std::vector<PageSection> & sections, PageSection section)
{
  if (!section.elements.empty() || !section.paragraph.empty())
  {
    sections.push_back(std::move(section));
  }
}

ResultsPage
EvaluationReport(const EvaluationRecord & record, const EvaluationReportOptions & options,
                 const CaseElements & elements)
{
  ResultsPage page;
  page.title = options.title;
  page.facts = {fmt::format("{} cases", record.cases.size()), fmt::format("{} structures", record.structures.size())};
  if (record.program.is_object() && record.program.contains("version") && record.program["version"].is_string())
  {
    page.facts.push_back("evaluated by voxtome " + record.program["version"].get<std::string>());
  }
  page.sections.push_back(AttentionSection(record));
  page.sections.push_back(SummarySection(record));
  AddSection(page.sections, DistributionSection(record));
  AddSection(page.sections, VolumeSection(record));
  AddSection(page.sections, ConfusionSection(record));
  if (options.worst > 0)
  {
    page.sections.push_back(WorstSection(record, options, elements));
  }
  page.sections.push_back(CasesSection(record));
  page.sections.push_back(DefinitionsSection(record));
  return page;
}

} // namespace vox
