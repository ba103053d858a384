// SPDX-License-Identifier: Apache-2.0
#include "voxDistancePenalizedCrossEntropyLoss.h"

#include "voxMaskDistances.h"
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

at::Tensor
DistancePenalizedCrossEntropyLoss(const at::Tensor & logits, const at::Tensor & labels,
                                  const DistancePenalizedCrossEntropyLossOptions & options)
{
  Validate(options);
  const VoxelTerms terms = ComputeVoxelTerms(logits, labels, {}, options.ignoreLabel, kName);
  at::Tensor foreground = labels > 0;
  if (options.ignoreLabel)
  {
    foreground = foreground.logical_and(labels != *options.ignoreLabel);
  }
  const MaskDistances distances =
      DistancesOf(foreground.unsqueeze(1), SpacingOf(labels.sizes().slice(1), options.extentMm), terms.logProbability);
  const at::Tensor penalty = Nearness(distances.toMask.flatten(1)) + Nearness(distances.toOthers.flatten(1));
  return -(terms.counted * (1.0 + penalty) * terms.ofLabel).sum() / terms.counted.sum().clamp_min(1.0);
}

} // namespace vox
