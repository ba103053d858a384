// SPDX-License-Identifier: Apache-2.0
#include "voxRegionLoss.h"

#include <ATen/ATen.h>

namespace vox
{

RegionSums
SelectRegions(const LossSums & sums, bool batch, bool includeBackground)
{
  const auto select = [&](const at::Tensor & perSample) {
    const at::Tensor regions = includeBackground ? perSample : perSample.slice(1, 1);
    return batch ? regions.sum(0) : regions;
  };
  return {.intersection = select(sums.intersection),
          .probability = select(sums.probability),
          .reference = select(sums.reference)};
}

at::Tensor
DiceCoefficients(const RegionSums & region, double smooth)
{
  const at::Tensor numerator = 2.0 * region.intersection + smooth;
  const at::Tensor denominator = region.probability + region.reference + smooth;
  return numerator / denominator.clamp_min(smallestDenominator);
}

at::Tensor
CrossEntropyFromSums(const LossSums & sums)
{
  return sums.crossEntropy.sum() / sums.voxels.clamp_min(1.0);
}

} // namespace vox
