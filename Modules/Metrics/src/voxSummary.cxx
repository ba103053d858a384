// SPDX-License-Identifier: Apache-2.0
#include "voxSummaryContents.h"

#include <utility>

namespace vox
{
namespace
{

using Values = std::vector<std::optional<double>>;

Aggregate
AggregateOf(const Values & values, Bootstrap & bootstrap)
{
  return {Summarize(values), bootstrap.OfMean(DefinedOnly(values))};
}

AggregatedMeasure
Aggregated(const Measure & measure, std::span<const CaseMeasures> cases, Bootstrap & bootstrap)
{
  const bool isCount = measure.kind == Measure::Kind::Count;
  AggregatedMeasure result{measure, {}, {}};
  std::vector<Values> columns;
  Values means;
  for (std::size_t i = 0; i < cases.front().structures.size(); ++i)
  {
    columns.push_back(CaseValues(measure, cases, i));
    result.structures.push_back(isCount ? Aggregate{Summarize(columns.back()), {}}
                                        : AggregateOf(columns.back(), bootstrap));
    means.push_back(result.structures.back().statistic.mean);
  }
  result.foreground.statistic = Summarize(means);
  if (!isCount)
  {
    result.foreground.interval = bootstrap.OfMeanOfMeans(columns);
  }
  return result;
}

} // namespace

Summary::Summary(std::span<const CaseMeasures> cases, const EvaluationOptions & options)
{
  Validate(options);
  RequireSameStructures(cases);
  Bootstrap bootstrap;
  Contents contents{cases, options, {}, {}, {}};
  for (const Measure & measure : ReportedMeasures(options))
  {
    contents.measures.push_back(Aggregated(measure, cases, bootstrap));
  }
  if (options.calibration)
  {
    contents.classError = AggregateOf(ClassValues(cases, &CalibrationMeasures::expectedCalibrationError), bootstrap);
    contents.classBrier = AggregateOf(ClassValues(cases, &CalibrationMeasures::brier), bootstrap);
  }
  m_Contents = std::make_shared<const Contents>(std::move(contents));
}

} // namespace vox
