// SPDX-License-Identifier: Apache-2.0
#include "voxJaccardLoss.h"

#include "voxLossChecks.h"
#include "voxRegionLoss.h"
#include "voxSoftmaxSums.h"

#include <ATen/ATen.h>

namespace vox
{

void
Validate(const JaccardLossOptions & options)
{
  RequireAtLeastZero(options.overlap.smooth, "jaccard", "smooth");
}

at::Tensor
JaccardLoss(const at::Tensor & logits, const at::Tensor & labels, const JaccardLossOptions & options)
{
  Validate(options);
  return JaccardFromSums(ComputeSoftmaxSums(CheckLossInput(logits, labels, options.overlap.ignoreLabel, "jaccard")),
                         options);
}

at::Tensor
JaccardFromSums(const LossSums & sums, const JaccardLossOptions & options)
{
  const OverlapOptions & overlap = options.overlap;
  const RegionSums region = SelectRegions(sums, overlap.batch, overlap.includeBackground);
  const at::Tensor common = region.intersection + overlap.smooth;
  const at::Tensor all = region.probability + region.reference - region.intersection + overlap.smooth;
  return 1.0 - (common / all.clamp_min(smallestDenominator)).mean();
}

} // namespace vox
