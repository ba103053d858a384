// SPDX-License-Identifier: Apache-2.0
#include "voxClDiceLoss.h"

#include "voxClassMaps.h"
#include "voxDiceLoss.h"
#include "voxError.h"
#include "voxLossChecks.h"
#include "voxRegionLoss.h"
#include "voxSoftSkeleton.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

constexpr const char * kName = "cl-dice";

/** Of the skeletons [N, C, V], the share that lies in `inside`: [N, C], one sample for the batch, one class for all. */
at::Tensor
ShareInside(const at::Tensor & skeleton, const at::Tensor & inside, const ClDiceLossOptions & options)
{
  const auto sumOf = [&](const at::Tensor & values) {
    at::Tensor sum = values.sum(2);
    sum = options.batch ? sum.sum(0, true) : sum;
    return options.poolClasses ? sum.sum(1, true) : sum;
  };
  return (sumOf(skeleton * inside) + options.smooth) /
         (sumOf(skeleton) + options.smooth).clamp_min(smallestDenominator);
}

at::Tensor
SoftClDiceLoss(const at::Tensor & logits, const at::Tensor & labels, const ClDiceLossOptions & options)
{
  const ClassMaps maps = SoftmaxMaps(logits, labels, options.ignoreLabel, kName);
  const std::int64_t first = options.includeBackground ? 0 : 1;
  const at::Tensor probability = maps.probability.slice(1, first);
  const at::Tensor reference = maps.reference.slice(1, first);
  const at::IntArrayRef space = labels.sizes().slice(1);
  const at::Tensor ignored = options.ignoreLabel ? (maps.counted == 0.0).unflatten(2, space) : at::Tensor();
  const auto skeletonOf = [&](const at::Tensor & values) {
    return SoftSkeleton(values.unflatten(2, space), options.iterations, ignored).flatten(2) * maps.counted;
  };
  const at::Tensor precision = ShareInside(skeletonOf(probability), reference, options);
  const at::Tensor sensitivity = ShareInside(skeletonOf(reference), probability, options);
  const at::Tensor sum = (precision + sensitivity + options.harmonicSmooth).clamp_min(smallestDenominator);
  return 1.0 - (2.0 * precision * sensitivity / sum).mean();
}

} // namespace

void
Validate(const ClDiceLossOptions & options)
{
  if (options.iterations < 0)
  {
    Fail(ErrorKind::Usage, "{}: iterations is {}, expected 0 or more", kName, options.iterations);
  }
  RequireAtLeastZero(options.smooth, kName, "smooth");
  RequireShare(options.weightDice, kName, "weight_dice");
  RequireAtLeastZero(options.harmonicSmooth, kName, "harmonic_smooth");
}

at::Tensor
ClDiceLoss(const at::Tensor & logits, const at::Tensor & labels, const ClDiceLossOptions & options)
{
  Validate(options);
  const at::Tensor centerLines = SoftClDiceLoss(logits, labels, options);
  if (options.weightDice == 0.0)
  {
    return centerLines;
  }
  const at::Tensor dice = DiceLoss(logits, labels,
                                   {.batch = options.batch,
                                    .includeBackground = options.includeBackground,
                                    .smooth = options.smooth,
                                    .ignoreLabel = options.ignoreLabel});
  return options.weightDice * dice + (1.0 - options.weightDice) * centerLines;
}

} // namespace vox
