// SPDX-License-Identifier: Apache-2.0
#include "voxFocalLoss.h"

#include "voxLossChecks.h"
#include "voxVoxelLoss.h"

#include <ATen/ATen.h>

namespace vox
{

void
Validate(const FocalLossOptions & options)
{
  RequireAtLeastZero(options.gamma, "focal", "gamma");
  RequireAtLeastZero(options.classWeights, "focal", "a class weight");
}

at::Tensor
FocalLoss(const at::Tensor & logits, const at::Tensor & labels, const FocalLossOptions & options)
{
  Validate(options);
  const VoxelTerms terms = ComputeVoxelTerms(logits, labels, options.classWeights, options.ignoreLabel, "focal");
  // 1 - p without cancellation; kept above 0, where the slope of a power below 1 is infinite.
  const at::Tensor miss = (-terms.ofLabel.expm1()).clamp_min(1e-7);
  return -(terms.weight * miss.pow(options.gamma) * terms.ofLabel).sum() / terms.counted.sum().clamp_min(1.0);
}

} // namespace vox
