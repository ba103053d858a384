// SPDX-License-Identifier: Apache-2.0
#ifndef voxSummaryContents_h
#define voxSummaryContents_h

#include "voxBootstrap.h"
#include "voxMeasureTable.h"
#include "voxStatistic.h"
#include "voxSummary.h"

#include <optional>
#include <span>
#include <vector>

namespace vox
{

/** Values of several cases, and what is known of their mean. */
struct Aggregate
{
  Statistic statistic;
  std::optional<Interval> interval; ///< of the mean; none of a count
};

/** One measure over all cases. */
struct AggregatedMeasure
{
  Measure measure;
  std::vector<Aggregate> structures; ///< over the cases that define it
  Aggregate foreground;              ///< over the means of the structures that have one
};

struct Summary::Contents
{
  std::span<const CaseMeasures> cases;
  EvaluationOptions options;
  std::vector<AggregatedMeasure> measures;
  Aggregate classError; ///< expected calibration error over all classes
  Aggregate classBrier; ///< Brier score over all classes
};

} // namespace vox

#endif
