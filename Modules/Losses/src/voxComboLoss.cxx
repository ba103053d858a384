// SPDX-License-Identifier: Apache-2.0
#include "voxComboLoss.h"

#include "voxDiceLoss.h"
#include "voxLossChecks.h"
#include "voxVoxelLoss.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

constexpr const char * kName = "combo";

} // namespace

void
Validate(const ComboLossOptions & options)
{
  RequireShare(options.weight, kName, "weight");
  RequireShare(options.foreground, kName, "foreground");
  RequireAtLeastZero(options.smooth, kName, "smooth");
}

at::Tensor
ComboLoss(const at::Tensor & logits, const at::Tensor & labels, const ComboLossOptions & options)
{
  Validate(options);
  CheckLossShapes(logits, labels, kName);
  std::vector<double> weights(static_cast<std::size_t>(logits.size(1)), options.foreground);
  weights.front() = 1.0 - options.foreground;
  const VoxelTerms terms = ComputeVoxelTerms(logits, labels, weights, options.ignoreLabel, kName);
  const at::Tensor crossEntropy = -(terms.weight * terms.ofLabel).sum() / terms.counted.sum().clamp_min(1.0);
  const at::Tensor dice = DiceLoss(logits, labels, {.smooth = options.smooth, .ignoreLabel = options.ignoreLabel});
  return options.weight * crossEntropy + (1.0 - options.weight) * dice;
}

} // namespace vox
