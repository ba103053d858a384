// SPDX-License-Identifier: Apache-2.0
#include "voxBalancedCrossEntropyLoss.h"

#include "voxRegionLoss.h"
#include "voxSoftmaxSums.h"

#include <ATen/ATen.h>

namespace vox
{

void
Validate(const BalancedCrossEntropyLossOptions & /*options*/)
{}

at::Tensor
BalancedCrossEntropyLoss(const at::Tensor & logits, const at::Tensor & labels,
                         const BalancedCrossEntropyLossOptions & options)
{
  LossSums sums = ComputeSoftmaxSums(CheckLossInput(logits, labels, options.ignoreLabel, "balanced-cross-entropy"));
  const at::Tensor share = sums.reference / sums.reference.sum(1, true).clamp_min(1.0);
  sums.crossEntropy = (1.0 - share) * sums.crossEntropy;
  return CrossEntropyFromSums(sums);
}

} // namespace vox
