// SPDX-License-Identifier: Apache-2.0
#include "voxGeneralizedSurfaceLoss.h"

#include "voxError.h"
#include "voxExtent.h"
#include "voxInnerRim.h"
#include "voxLossChecks.h"
#include "voxReferenceParts.h"
#include "voxRegionMaps.h"
#include "voxSquaresPass.h"

#include <ATen/ATen.h>

#include <limits>

namespace vox
{
namespace
{

constexpr const char * kName = "generalized-surface";

constexpr const char * kRegionName = "region-generalized-surface";

/** [C, 1], for distances [N, C, ...]. */
at::Tensor
WeightsOf(const std::vector<double> & weights, const at::Tensor & distances, const char * name)
{
  const std::int64_t classes = distances.size(1);
  if (weights.empty())
  {
    return at::ones({classes, 1}, distances.options());
  }
  if (static_cast<std::int64_t>(weights.size()) != classes)
  {
    Fail(ErrorKind::Usage, "{}: found {} class_weights, expected {}, one for each class that counts", name,
         weights.size(), classes);
  }
  return at::tensor(weights, distances.options()).unsqueeze(1);
}

/** Of sums [N] of what was missed, by the scale [N, C, V] of the maps. */
at::Tensor
MeanOfSamples(const at::Tensor & missed, const at::Tensor & scale)
{
  const at::Tensor sums = scale.sum(at::IntArrayRef({1, 2}));
  return (missed / sums.clamp_min(std::numeric_limits<float>::min())).mean();
}

} // namespace

void
Validate(const GeneralizedSurfaceLossOptions & options)
{
  RequireAtLeastZero(options.classWeights, kName, "class_weights");
  RequireExtent(options.extentMm, kName);
}

void
Validate(const RegionGeneralizedSurfaceLossOptions & options)
{
  RequireAtLeastZero(options.classWeights, kRegionName, "class_weights");
  RequireExtent(options.extentMm, kRegionName);
  RequireLabels(options.regions, kRegionName);
}

std::vector<ReferenceDistances>
WantedDistances(const GeneralizedSurfaceLossOptions & options, std::int64_t classes)
{
  return {{.parts = ClassParts(options.includeBackground ? 0 : 1, classes, options.ignoreLabel),
           .extentMm = options.extentMm}};
}

std::vector<ReferenceDistances>
WantedDistances(const RegionGeneralizedSurfaceLossOptions & options, std::int64_t heads)
{
  return {{.parts = RegionParts(options.regions, heads, options.ignoreLabel), .extentMm = options.extentMm}};
}

at::Tensor
GeneralizedSurfaceLoss(const at::Tensor & logits, const LossTarget & target,
                       const GeneralizedSurfaceLossOptions & options)
{
  Validate(options);
  const LossInput input = CheckLossInput(logits, target.labels, options.ignoreLabel, kName);
  const at::Tensor distances =
      DistancesOf(target, WantedDistances(options, logits.size(1)).front(), input.logits.scalar_type());
  const at::Tensor weights = WeightsOf(options.classWeights, distances, kName);
  at::Tensor scale = FromInnerRim(distances, options.extentMm).flatten(2).square_() * weights;
  if (options.ignoreLabel)
  {
    scale = scale * input.labels.ne(*options.ignoreLabel).unsqueeze(1);
  }
  return MeanOfSamples(SumOfErrors(input, scale, ErrorForm::Disagreement), scale);
}

at::Tensor
RegionGeneralizedSurfaceLoss(const at::Tensor & logits, const LossTarget & target,
                             const RegionGeneralizedSurfaceLossOptions & options)
{
  Validate(options);
  const RegionMaps maps = ComputeRegionMaps(logits, target.labels, options.regions, options.ignoreLabel, kRegionName);
  const at::Tensor distances =
      DistancesOf(target, WantedDistances(options, logits.size(1)).front(), maps.logits.scalar_type());
  const at::Tensor weights = WeightsOf(options.classWeights, distances, kRegionName);
  const at::Tensor scale = FromInnerRim(distances, options.extentMm).flatten(2).square_() * weights * maps.counted;
  const at::Tensor error = (maps.logits.sigmoid() - maps.reference).abs();
  return MeanOfSamples((scale * error * (2.0 - error)).sum(at::IntArrayRef({1, 2})), scale);
}

} // namespace vox
