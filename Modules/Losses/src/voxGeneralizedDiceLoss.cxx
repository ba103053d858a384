// SPDX-License-Identifier: Apache-2.0
#include "voxGeneralizedDiceLoss.h"

#include "voxLossChecks.h"
#include "voxRegionLoss.h"
#include "voxSoftmaxSums.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

/** One per class, of each row of volumes; a class that is absent has the largest of the others. */
at::Tensor
Weights(const at::Tensor & volumes, ClassWeighting weighting)
{
  if (weighting == ClassWeighting::Uniform)
  {
    return at::ones_like(volumes);
  }
  const at::Tensor isThere = volumes > 0.0;
  const at::Tensor inverse = isThere / volumes.clamp_min(1.0);
  const at::Tensor weights = weighting == ClassWeighting::Inverse ? inverse : inverse.square();
  return at::where(isThere, weights, weights.amax(-1, true));
}

} // namespace

void
Validate(const GeneralizedDiceLossOptions & options)
{
  RequireAtLeastZero(options.overlap.smooth, "generalized-dice", "smooth");
}

at::Tensor
GeneralizedDiceLoss(const at::Tensor & logits, const at::Tensor & labels, const GeneralizedDiceLossOptions & options)
{
  Validate(options);
  const OverlapOptions & overlap = options.overlap;
  const LossSums sums = ComputeSoftmaxSums(CheckLossInput(logits, labels, overlap.ignoreLabel, "generalized-dice"));
  const RegionSums region = SelectRegions(sums, overlap.batch, overlap.includeBackground);
  const at::Tensor weights = Weights(region.reference, options.weighting);
  const at::Tensor numerator = 2.0 * (weights * region.intersection).sum(-1) + overlap.smooth;
  const at::Tensor denominator = (weights * (region.probability + region.reference)).sum(-1) + overlap.smooth;
  // Without any class both are the smoothing, or zero.
  const at::Tensor isThere = denominator != 0.0; // NaN stays
  const at::Tensor dice = numerator / at::where(isThere, denominator, at::ones_like(denominator));
  return 1.0 - at::where(isThere, dice, at::ones_like(dice)).mean();
}

} // namespace vox
