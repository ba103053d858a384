// SPDX-License-Identifier: Apache-2.0
#include "voxFocalLoss.h"

#include "voxLossChecks.h"
#include "voxRegionLoss.h"
#include "voxSoftmaxSums.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

/** [K], by the frequency of each class in the batch. */
at::Tensor
InverseFrequency(const at::Tensor & reference)
{
  const at::Tensor volumes = reference.sum(0);
  const at::Tensor inverse = (volumes > 0.0) / volumes.clamp_min(1.0);
  return inverse * (static_cast<double>(volumes.numel()) / inverse.sum().clamp_min(1e-30));
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
  LossSums sums =
      ComputeSoftmaxSums(CheckLossInput(logits, labels, options.ignoreLabel, "focal"), {.gamma = options.gamma});
  sums.crossEntropy = WeighClasses(sums.crossEntropy, options.classWeights, "focal");
  if (options.inverseFrequency)
  {
    sums.crossEntropy = sums.crossEntropy * InverseFrequency(sums.reference);
  }
  return CrossEntropyFromSums(sums);
}

} // namespace vox
