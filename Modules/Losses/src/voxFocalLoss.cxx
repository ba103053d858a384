// SPDX-License-Identifier: Apache-2.0
#include "voxFocalLoss.h"

#include "voxLossChecks.h"
#include "voxVoxelLoss.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

/** The weight of each voxel by the frequency of its label, [N, V]. */
at::Tensor
InverseFrequency(const at::Tensor & labels, const at::Tensor & counted, std::int64_t classes)
{
  // Ignored labels are counted by none and looked up as class 0, where their weight is 0 already.
  const at::Tensor target = labels.flatten(1).to(at::kLong) * counted.to(at::kLong);
  const at::Tensor volumes =
      at::zeros({classes}, counted.options()).scatter_add_(0, target.flatten(), counted.flatten());
  const at::Tensor inverse = (volumes > 0.0) / volumes.clamp_min(1.0);
  const at::Tensor weights = inverse * (static_cast<double>(classes) / inverse.sum().clamp_min(1e-30));
  return weights.index_select(0, target.flatten()).view(target.sizes());
}

} // namespace

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
  const at::Tensor weight =
      options.inverseFrequency ? terms.weight * InverseFrequency(labels, terms.counted, logits.size(1)) : terms.weight;
  return -(weight * miss.pow(options.gamma) * terms.ofLabel).sum() / terms.counted.sum().clamp_min(1.0);
}

} // namespace vox
