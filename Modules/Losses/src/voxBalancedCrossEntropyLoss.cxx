// SPDX-License-Identifier: Apache-2.0
#include "voxBalancedCrossEntropyLoss.h"

#include "voxClassMaps.h"

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
  const ClassMaps maps = SoftmaxMaps(logits, labels, options.ignoreLabel, "balanced-cross-entropy");
  const at::Tensor share = maps.reference.sum(2, true) / maps.counted.sum(2, true).clamp_min(1.0);
  const at::Tensor sum = (maps.reference * (1.0 - share) * maps.logProbability).sum();
  return -sum / maps.counted.sum().clamp_min(1.0);
}

} // namespace vox
