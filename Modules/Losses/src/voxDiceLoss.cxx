// SPDX-License-Identifier: Apache-2.0
#include "voxDiceLoss.h"

#include "voxLossChecks.h"
#include "voxRegionLoss.h"
#include "voxSoftmaxSums.h"

#include <ATen/ATen.h>

namespace vox
{

void
Validate(const DiceLossOptions & options)
{
  RequireAtLeastZero(options.smooth, "dice", "smooth");
}

at::Tensor
DiceLoss(const at::Tensor & logits, const at::Tensor & labels, const DiceLossOptions & options)
{
  Validate(options);
  return DiceFromSums(ComputeSoftmaxSums(logits, labels, options.ignoreLabel, "dice"), options);
}

at::Tensor
DiceFromSums(const LossSums & sums, const DiceLossOptions & options)
{
  const RegionSums region = SelectRegions(sums, options.batch, options.includeBackground);
  const at::Tensor numerator = 2.0 * region.intersection + options.smooth;
  const at::Tensor denominator = region.probability + region.reference + options.smooth;
  return 1.0 - (numerator / denominator.clamp_min(smallestDenominator)).mean();
}

} // namespace vox
