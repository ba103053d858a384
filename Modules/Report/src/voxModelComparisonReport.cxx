// SPDX-License-Identifier: Apache-2.0
#include "voxModelComparisonReport.h"

#include "voxBoxPlotSvg.h"
#include "voxEvaluationSections.h"
#include "voxHolm.h"
#include "voxMeasureText.h"
#include "voxPairedComparison.h"
#include "voxPairedRecords.h"
#include "voxStatistic.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vox
{
namespace
{

constexpr std::array kCompared{"Dice", "HD95", "ASSD", "NSD", "lesion_F1", "volume_difference_ml"};

/** One test of the page: a model and the first, in one measure of one structure, or of the means of the cases. */
struct Test
{
  std::size_t model = 1;
  std::string structure;
  std::string measure;
  PairedComparison result; ///< the model minus the first
};

class ComparisonPage
{
public:
  ComparisonPage(std::span<const ComparedModel> models) : m_Models(models), m_Paired(models)
  {
    for (const std::string & measure : Present(models.front().record, kCompared))
    {
      if (m_Paired.Have(measure))
      {
        m_Measures.push_back(measure);
      }
    }
  }

  [[nodiscard]] PageSection
  Attention() const
  {
    PageSection section{"To look at first", "", {}};
    for (const std::string & line : m_Paired.Differences())
    {
      section.elements.emplace_back(PageNotice{line});
    }
    section.paragraph =
        section.elements.empty() ? "All models have the same cases and structures, measured alike." : "";
    return section;
  }

  [[nodiscard]] PageSection
  Means() const
  {
    PageTable table{
        "Mean over the common cases of their means over the structures, and its 95 % interval", {"model"}, {}};
    table.sortable = true;
    std::ranges::transform(m_Measures, std::back_inserter(table.header), MeasureHeading);
    for (std::size_t i = 0; i < m_Models.size(); ++i)
    {
      std::vector<std::string> row{m_Models[i].name};
      for (const std::string & measure : m_Measures)
      {
        const std::vector<RecordedValue> values = m_Paired.CaseMeans(i, measure);
        const std::vector<double> defined = DefinedOnly(values);
        row.push_back(fmt::format("{} ({})", MeasureText(Summarize(values).mean, measure),
                                  IntervalText(Bootstrap().OfMean(defined), measure)));
      }
      table.rows.push_back(row);
    }
    return {"Models", "", {table}};
  }

  [[nodiscard]] PageSection
  Tests() const
  {
    const std::vector<Test> tests = AllTests();
    std::vector<std::optional<double>> probabilities;
    for (const Test & test : tests)
    {
      probabilities.push_back(test.result.wilcoxon ? std::optional(test.result.wilcoxon->pValue) : std::nullopt);
    }
    const std::vector<std::optional<double>> corrected = HolmCorrected(probabilities);
    PageTable table{
        fmt::format("Each model minus {}, case by case", m_Models.front().name),
        {"model", "structure", "measure", "pairs", "mean difference", "95 % interval", "median", "p", "p (Holm)"},
        {}};
    table.sortable = true;
    const auto probability = [](const std::optional<double> & p) { return p ? fmt::format("{:.3g}", *p) : "-"; };
    for (std::size_t i = 0; i < tests.size(); ++i)
    {
      const Test & test = tests[i];
      table.rows.push_back({m_Models[test.model].name, test.structure, MeasureHeading(test.measure),
                            std::to_string(test.result.pairs), MeasureText(test.result.meanDifference, test.measure),
                            IntervalText(test.result.meanInterval, test.measure),
                            MeasureText(test.result.medianDifference, test.measure), probability(probabilities[i]),
                            probability(corrected[i])});
    }
    return {"Paired differences",
            "p is that of Wilcoxon's signed-rank test, two-sided; p (Holm) is corrected for all tests of this table. "
            "Cases where a measure is undefined for one of both are left out.",
            {table}};
  }

  [[nodiscard]] PageSection
  Charts() const
  {
    PageSection section{"Distributions of the differences", "Right of 0 the value of the model is larger.", {}};
    for (const std::string & measure : m_Measures)
    {
      std::vector<BoxSeries> boxes;
      for (std::size_t model = 1; model < m_Models.size(); ++model)
      {
        for (std::size_t i = 0; i < m_Paired.Structures().size(); ++i)
        {
          const std::string prefix = m_Models.size() > 2 ? m_Models[model].name + ": " : "";
          boxes.push_back({prefix + m_Paired.Structures()[i].name,
                           Difference(m_Paired.Values(model, i, measure), m_Paired.Values(0, i, measure))});
        }
      }
      CurveChartOptions options;
      options.title = measure;
      options.xLabel = fmt::format("difference of {} to {}", MeasureHeading(measure), m_Models.front().name);
      section.elements.emplace_back(
          PageDrawing{RenderBoxPlotSvg(boxes, options), "Box plot of the paired differences of " + measure, ""});
    }
    return section;
  }

  [[nodiscard]] PageSection
  Cases() const
  {
    PageSection section{"Cases", "", {}};
    constexpr std::size_t MostTables = 2;
    for (std::size_t m = 0; m < std::min(m_Measures.size(), MostTables); ++m)
    {
      const std::string & measure = m_Measures[m];
      PageTable table{MeasureHeading(measure) + ", mean over the structures", {"case"}, {}};
      table.sortable = true;
      std::vector<std::vector<RecordedValue>> columns;
      for (std::size_t i = 0; i < m_Models.size(); ++i)
      {
        table.header.push_back(m_Models[i].name);
        columns.push_back(m_Paired.CaseMeans(i, measure));
      }
      for (std::size_t i = 1; i < m_Models.size(); ++i)
      {
        table.header.push_back(m_Models[i].name + " - " + m_Models.front().name);
        columns.push_back(Difference(columns[i], columns.front()));
      }
      for (std::size_t k = 0; k < m_Paired.Cases().size(); ++k)
      {
        std::vector<std::string> row{m_Paired.Cases()[k]};
        for (const auto & column : columns)
        {
          row.push_back(MeasureText(column[k], measure));
        }
        table.rows.push_back(row);
      }
      section.elements.emplace_back(table);
    }
    return section;
  }

private:
  [[nodiscard]] static std::vector<RecordedValue>
  Difference(const std::vector<RecordedValue> & values, const std::vector<RecordedValue> & first)
  {
    std::vector<RecordedValue> differences;
    for (std::size_t i = 0; i < values.size(); ++i)
    {
      const bool areDefined = values[i] && first[i];
      const bool areEqual = areDefined && *values[i] == *first[i]; // infinite ones too
      differences.push_back(areEqual     ? RecordedValue(0.0)
                            : areDefined ? RecordedValue(*values[i] - *first[i])
                                         : std::nullopt);
    }
    return differences;
  }

  [[nodiscard]] std::vector<Test>
  AllTests() const
  {
    std::vector<Test> tests;
    Bootstrap bootstrap;
    for (std::size_t model = 1; model < m_Models.size(); ++model)
    {
      for (const std::string & measure : m_Measures)
      {
        for (std::size_t i = 0; i < m_Paired.Structures().size(); ++i)
        {
          tests.push_back({model, m_Paired.Structures()[i].name, measure,
                           Compare(m_Paired.Values(model, i, measure), m_Paired.Values(0, i, measure), bootstrap)});
        }
        if (m_Paired.Structures().size() > 1)
        {
          tests.push_back({model, "mean of each case", measure,
                           Compare(m_Paired.CaseMeans(model, measure), m_Paired.CaseMeans(0, measure), bootstrap)});
        }
      }
    }
    return tests;
  }

  std::span<const ComparedModel> m_Models;
  PairedRecords m_Paired;
  std::vector<std::string> m_Measures;
};

} // namespace

ResultsPage
ModelComparisonReport(std::span<const ComparedModel> models, const std::string & title)
{
  const ComparisonPage comparison(models);
  ResultsPage page;
  page.title = title;
  for (const ComparedModel & model : models)
  {
    page.facts.push_back(fmt::format("{}: {} cases", model.name, model.record.cases.size()));
  }
  page.sections = {comparison.Attention(), comparison.Means(), comparison.Tests()};
  AddSection(page.sections, comparison.Charts());
  AddSection(page.sections, comparison.Cases());
  page.sections.push_back(DefinitionsSection(models.front().record));
  return page;
}

} // namespace vox
