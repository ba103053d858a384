// SPDX-License-Identifier: Apache-2.0
#include "voxEvaluationSections.h"
#include "voxMeasureText.h"
#include "voxScatterSvg.h"
#include "voxStatistic.h"

namespace vox
{
namespace
{

/** Volumes of one structure in the cases that hold it, reference or prediction. */
struct Agreement
{
  CurveSeries points; ///< mean of both against prediction minus reference, ml
  Statistic difference;
};

Agreement
AgreementOf(const EvaluationRecord & record, std::size_t structure)
{
  Agreement agreement;
  agreement.points.name = record.structures[structure].name;
  std::vector<RecordedValue> differences;
  for (const RecordedCase & ofCase : record.cases)
  {
    const RecordedValue reference = ofCase.Value(structure, "volume_ref_ml");
    const RecordedValue prediction = ofCase.Value(structure, "volume_pred_ml");
    if (reference && prediction && *reference + *prediction > 0.0)
    {
      agreement.points.x.push_back((*reference + *prediction) / 2.0);
      agreement.points.y.push_back(*prediction - *reference);
      differences.emplace_back(*prediction - *reference);
    }
  }
  agreement.difference = Summarize(differences);
  return agreement;
}

constexpr double kLimit = 1.96; // standard deviations that 95 % of normal differences lie within

std::string
Chart(const Agreement & agreement)
{
  CurveChartOptions options;
  options.title = agreement.points.name;
  options.xLabel = "mean of reference and prediction, ml";
  options.yLabel = "prediction - reference, ml";
  options.heightPixels = 340;
  std::vector<ScatterLevel> levels;
  levels.push_back({0.0, "", false});
  if (agreement.difference.mean && agreement.difference.standardDeviation)
  {
    const double bias = *agreement.difference.mean;
    const double limit = kLimit * *agreement.difference.standardDeviation;
    levels.push_back({bias, fmt::format("bias {:.3g}", bias), true});
    levels.push_back({bias + limit, fmt::format("+1.96 SD {:.3g}", bias + limit), true});
    levels.push_back({bias - limit, fmt::format("-1.96 SD {:.3g}", bias - limit), true});
  }
  CurveSeries series = agreement.points;
  series.name.clear();
  return RenderScatterSvg(std::span(&series, 1), levels, options);
}

} // namespace

PageSection
VolumeSection(const EvaluationRecord & record)
{
  PageSection section{"Volumes", "", {}};
  if (!record.Has("volume_ref_ml") || !record.Has("volume_pred_ml"))
  {
    return section;
  }
  constexpr std::size_t MostCharts = 12;
  PageTable table{"Prediction minus reference over the cases that hold the structure",
                  {"structure", "cases", "bias, ml", "SD, ml", "lower limit, ml", "upper limit, ml"},
                  {}};
  table.sortable = true;
  std::vector<PageElement> charts;
  for (std::size_t i = 0; i < record.structures.size(); ++i)
  {
    const Agreement agreement = AgreementOf(record, i);
    const Statistic & difference = agreement.difference;
    const bool hasLimits = difference.mean && difference.standardDeviation;
    const auto text = [](const RecordedValue & value) { return value ? fmt::format("{:.4g}", *value) : "-"; };
    const double limit = hasLimits ? kLimit * *difference.standardDeviation : 0.0;
    table.rows.push_back({record.structures[i].name, std::to_string(difference.finite), text(difference.mean),
                          text(difference.standardDeviation), hasLimits ? text(*difference.mean - limit) : "-",
                          hasLimits ? text(*difference.mean + limit) : "-"});
    if (charts.size() < MostCharts && !agreement.points.x.empty())
    {
      charts.emplace_back(PageDrawing{
          Chart(agreement),
          fmt::format("Bland-Altman plot of the volumes of {} in {} cases", agreement.points.name, difference.finite),
          ""});
    }
  }
  section.paragraph = "Bland-Altman: the difference of the volumes against their mean, with the bias and the limits of "
                      "agreement (bias - and + 1.96 standard deviations).";
  section.paragraph += record.structures.size() > MostCharts
                           ? fmt::format(" Charts of the first {} structures; the table has all.", MostCharts)
                           : "";
  section.elements.emplace_back(table);
  std::ranges::move(charts, std::back_inserter(section.elements));
  return section;
}

} // namespace vox
