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
  return DiceFromSums(
      ComputeSoftmaxSums(CheckLossInput(logits, labels, options.ignoreLabel, "dice"), {.squared = options.squared}),
      options);
}

at::Tensor
DiceFromSums(const LossSums & sums, const DiceLossOptions & options)
{
  const RegionSums region = SelectRegions(sums, options.batch, options.includeBackground);
  return 1.0 - DiceCoefficients(region, options.smooth).mean();
}

} // namespace vox
