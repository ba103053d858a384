// SPDX-License-Identifier: Apache-2.0
#include "voxExponentialLogarithmicLoss.h"

#include "voxClassMaps.h"
#include "voxLossChecks.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

constexpr const char * kName = "exponential-logarithmic";

at::Tensor
PowerOfLog(const at::Tensor & logarithm, double exponent)
{
  return (-logarithm).clamp_min(1e-7).pow(exponent);
}

} // namespace

void
Validate(const ExponentialLogarithmicLossOptions & options)
{
  RequireAtLeastZero(options.weightDice, kName, "weight_dice");
  RequireAtLeastZero(options.weightCrossEntropy, kName, "weight_cross_entropy");
  RequireAtLeastZero(options.gammaDice, kName, "gamma_dice");
  RequireAtLeastZero(options.gammaCrossEntropy, kName, "gamma_cross_entropy");
}

at::Tensor
ExponentialLogarithmicLoss(const at::Tensor & logits, const at::Tensor & labels,
                           const ExponentialLogarithmicLossOptions & options)
{
  Validate(options);
  const ClassMaps maps = SoftmaxMaps(CheckLossInput(logits, labels, options.ignoreLabel, kName));
  const at::Tensor voxels = maps.counted.sum();
  const at::Tensor volumes = maps.reference.sum(at::IntArrayRef({0, 2}));
  const at::Tensor intersection = (maps.reference * maps.probability).sum(at::IntArrayRef({0, 2}));
  const at::Tensor dice = (2.0 * intersection + 1.0) / (maps.probability.sum(at::IntArrayRef({0, 2})) + volumes + 1.0);
  const at::Tensor weights = (volumes > 0.0) * (voxels / volumes.clamp_min(1.0)).sqrt();
  const at::Tensor perVoxel =
      maps.reference * weights.view({1, -1, 1}) * PowerOfLog(maps.logProbability, options.gammaCrossEntropy);
  return options.weightDice * PowerOfLog(dice.log(), options.gammaDice).mean() +
         options.weightCrossEntropy * perVoxel.sum() / voxels.clamp_min(1.0);
}

} // namespace vox
