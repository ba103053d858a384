// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelMeasures_h
#define voxLabelMeasures_h

#include "voxFilterCallbacks.h"
#include "voxSegmentationTask.h"

#include <optional>

namespace itk::vox
{

/** How two label images agree on one label, by the definitions of module Metrics. Dice has no value where neither image
 * holds the label, the distances (mm) none where at least one does not. */
struct LabelMeasures
{
  std::int64_t label = 0;
  std::int64_t truePositives = 0;
  std::int64_t falsePositives = 0;
  std::int64_t falseNegatives = 0;
  std::optional<double> dice;
  std::optional<double> hausdorff;
  std::optional<double> hausdorff95;            ///< at MeasureSettings::percentile
  std::optional<double> averageSurfaceDistance; ///< symmetric: the mean over both surfaces together
};

struct MeasureSettings
{
  /** "max-of-percentiles", "pooled", "surface-area-weighted" or "itk": see HausdorffDefinition in module Metrics. */
  std::string definition = "max-of-percentiles";
  double percentile = 95.0;         ///< 0 to 100
  std::vector<std::int64_t> labels; ///< empty: all that occur, but 0
};

/** Measures two label images of one grid, x fastest, in the order of the labels. Throws itk::ExceptionObject, and
 * itk::ProcessAborted within one structure of each thread. */
std::vector<LabelMeasures> MeasureLabels(const SegmentationGrid & grid, const std::vector<std::int32_t> & reference,
                                         const std::vector<std::int32_t> & prediction, const MeasureSettings & settings,
                                         const FilterCallbacks & callbacks);

} // namespace itk::vox

#endif
