// SPDX-License-Identifier: Apache-2.0
#include "voxDistancePenalizedCrossEntropyLoss.h"

#include "voxExtent.h"
#include "voxReferenceParts.h"
#include "voxVoxelLoss.h"

#include <ATen/ATen.h>

#include <limits>

namespace vox
{
namespace
{

constexpr const char * kName = "distance-penalized-cross-entropy";

/** (M - d) / (M - m) of the distances [N, V] above 0, which are those of one side; 0 elsewhere. */
at::Tensor
Nearness(const at::Tensor & distances)
{
  const at::Tensor isSide = distances > 0.0;
  const at::Tensor largest = distances.amax(1, true);
  const at::Tensor smallest =
      distances.masked_fill(isSide.logical_not(), std::numeric_limits<float>::infinity()).amin(1, true);
  const at::Tensor range = largest - smallest;
  const at::Tensor varies = (range > 0.0).logical_and(isSide);
  return at::where(varies, (largest - distances) / at::where(range > 0.0, range, at::ones_like(range)),
                   at::zeros_like(distances));
}

} // namespace

void
Validate(const DistancePenalizedCrossEntropyLossOptions & options)
{
  RequireExtent(options.extentMm, kName);
}

std::vector<ReferenceDistances>
WantedDistances(const DistancePenalizedCrossEntropyLossOptions & options, std::int64_t classes)
{
  return {{.parts = ForegroundPart(classes, options.ignoreLabel), .extentMm = options.extentMm}};
}

at::Tensor
DistancePenalizedCrossEntropyLoss(const at::Tensor & logits, const LossTarget & target,
                                  const DistancePenalizedCrossEntropyLossOptions & options)
{
  Validate(options);
  const LossInput input = CheckLossInput(logits, target.labels, options.ignoreLabel, kName);
  const at::Tensor distances =
      DistancesOf(target, WantedDistances(options, logits.size(1)).front(), input.logits.scalar_type()).flatten(1);
  const at::Tensor penalty = Nearness(distances.clamp_min(0.0)) + Nearness((-distances).clamp_min(0.0));
  const VoxelTerms terms = ComputeVoxelTerms(input, {}, kName);
  return -(terms.counted * (1.0 + penalty) * terms.ofLabel).sum() / terms.counted.sum().clamp_min(1.0);
}

} // namespace vox
