// SPDX-License-Identifier: Apache-2.0
#include "voxTverskyLoss.h"

#include "voxLossChecks.h"
#include "voxRegionLoss.h"
#include "voxSoftmaxSums.h"

#include <ATen/ATen.h>

namespace vox
{

void
Validate(const TverskyLossOptions & options)
{
  RequireAtLeastZero(options.falsePositive, "tversky", "false_positive");
  RequireAtLeastZero(options.falseNegative, "tversky", "false_negative");
  RequireAtLeastZero(options.smooth, "tversky", "smooth");
}

at::Tensor
TverskyLoss(const at::Tensor & logits, const at::Tensor & labels, const TverskyLossOptions & options)
{
  Validate(options);
  return TverskyFromSums(ComputeSoftmaxSums(CheckLossInput(logits, labels, options.ignoreLabel, "tversky")), options);
}

at::Tensor
TverskyIndex(const LossSums & sums, const TverskyLossOptions & options)
{
  const RegionSums region = SelectRegions(sums, options.batch, options.includeBackground);
  const at::Tensor falsePositive = region.probability - region.intersection;
  const at::Tensor falseNegative = region.reference - region.intersection;
  const at::Tensor denominator = region.intersection + options.falsePositive * falsePositive +
                                 options.falseNegative * falseNegative + options.smooth;
  return (region.intersection + options.smooth) / denominator.clamp_min(smallestDenominator);
}

at::Tensor
TverskyFromSums(const LossSums & sums, const TverskyLossOptions & options)
{
  return 1.0 - TverskyIndex(sums, options).mean();
}

} // namespace vox
