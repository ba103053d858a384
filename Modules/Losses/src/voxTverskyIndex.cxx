// SPDX-License-Identifier: Apache-2.0
#include "voxTverskyIndex.h"

#include "voxRegionLoss.h"
#include "voxSoftmaxSums.h"

#include <ATen/ATen.h>

namespace vox
{

at::Tensor
TverskyIndex(const at::Tensor & logits, const at::Tensor & labels, const TverskyLossOptions & options,
             const char * name)
{
  const LossSums sums = ComputeSoftmaxSums(logits, labels, options.ignoreLabel, name);
  const RegionSums region = SelectRegions(sums, options.batch, options.includeBackground);
  const at::Tensor falsePositive = region.probability - region.intersection;
  const at::Tensor falseNegative = region.reference - region.intersection;
  const at::Tensor denominator = region.intersection + options.falsePositive * falsePositive +
                                 options.falseNegative * falseNegative + options.smooth;
  return (region.intersection + options.smooth) / denominator.clamp_min(smallestDenominator);
}

} // namespace vox
