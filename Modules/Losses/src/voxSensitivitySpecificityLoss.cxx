// SPDX-License-Identifier: Apache-2.0
#include "voxSensitivitySpecificityLoss.h"

#include "voxClassMaps.h"
#include "voxLossChecks.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

/** Mean of `errors` where `mask` is 1; 0 where it is nowhere. */
at::Tensor
MaskedMean(const at::Tensor & errors, const at::Tensor & mask, bool batch)
{
  at::Tensor sum = (errors * mask).sum(2);
  at::Tensor count = mask.sum(2);
  if (batch)
  {
    sum = sum.sum(0);
    count = count.sum(0);
  }
  return sum / count.clamp_min(1.0);
}

} // namespace

void
Validate(const SensitivitySpecificityLossOptions & options)
{
  RequireShare(options.sensitivity, "sensitivity-specificity", "sensitivity");
}

at::Tensor
SensitivitySpecificityLoss(const at::Tensor & logits, const at::Tensor & labels,
                           const SensitivitySpecificityLossOptions & options)
{
  Validate(options);
  const ClassMaps maps = SoftmaxMaps(CheckLossInput(logits, labels, options.ignoreLabel, "sensitivity-specificity"));
  const std::int64_t first = options.includeBackground ? 0 : 1;
  const at::Tensor reference = maps.reference.slice(1, first);
  const at::Tensor errors = (reference - maps.probability.slice(1, first)).square();
  const at::Tensor inside = MaskedMean(errors, reference, options.batch);
  const at::Tensor outside = MaskedMean(errors, maps.counted - reference, options.batch);
  return (options.sensitivity * inside + (1.0 - options.sensitivity) * outside).mean();
}

} // namespace vox
