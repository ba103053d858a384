// SPDX-License-Identifier: Apache-2.0
#include "voxComboLoss.h"

#include "voxLossChecks.h"
#include "voxRegionLoss.h"
#include "voxSoftmaxSums.h"

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
  LossSums sums = ComputeSoftmaxSums(CheckLossInput(logits, labels, options.ignoreLabel, kName));
  std::vector<double> weights(static_cast<std::size_t>(logits.size(1)), options.foreground);
  weights.front() = 1.0 - options.foreground;
  sums.crossEntropy = WeighClasses(sums.crossEntropy, weights, kName);
  return options.weight * CrossEntropyFromSums(sums) +
         (1.0 - options.weight) * DiceFromSums(sums, {.smooth = options.smooth});
}

} // namespace vox
