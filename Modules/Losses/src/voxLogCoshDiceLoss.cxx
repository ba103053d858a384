// SPDX-License-Identifier: Apache-2.0
#include "voxLogCoshDiceLoss.h"

#include "voxLossChecks.h"
#include "voxRegionLoss.h"
#include "voxSoftmaxSums.h"

#include <ATen/ATen.h>

#include <numbers>

namespace vox
{

void
Validate(const LogCoshDiceLossOptions & options)
{
  RequireAtLeastZero(options.overlap.smooth, "log-cosh-dice", "smooth");
}

at::Tensor
LogCoshDiceLoss(const at::Tensor & logits, const at::Tensor & labels, const LogCoshDiceLossOptions & options)
{
  Validate(options);
  return LogCoshDiceFromSums(
      ComputeSoftmaxSums(CheckLossInput(logits, labels, options.overlap.ignoreLabel, "log-cosh-dice")), options);
}

at::Tensor
LogCoshDiceFromSums(const LossSums & sums, const LogCoshDiceLossOptions & options)
{
  const OverlapOptions & overlap = options.overlap;
  const RegionSums region = SelectRegions(sums, overlap.batch, overlap.includeBackground);
  const at::Tensor miss = 1.0 - DiceCoefficients(region, overlap.smooth);
  // log cosh x without the overflow of cosh or the cancellation of 1 + small.
  return (miss + (-2.0 * miss).exp().log1p() - std::numbers::ln2).mean();
}

} // namespace vox
