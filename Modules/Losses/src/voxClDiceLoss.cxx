// SPDX-License-Identifier: Apache-2.0
#include "voxClDiceLoss.h"

#include "voxClassMaps.h"
#include "voxError.h"
#include "voxLossChecks.h"
#include "voxRegionLoss.h"
#include "voxRegionMaps.h"
#include "voxSoftSkeleton.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

constexpr const char * kName = "cl-dice";
constexpr const char * kRegionName = "region-cl-dice";

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

/** Of maps [N, C, V], 0 where the label is ignored; counted [N, 1, V], `space` the sizes of V. */
at::Tensor
SoftClDice(const at::Tensor & probability, const at::Tensor & reference, const at::Tensor & counted,
           at::IntArrayRef space, const ClDiceLossOptions & options)
{
  const at::Tensor ignored = options.ignoreLabel ? (counted == 0.0).unflatten(2, space) : at::Tensor();
  const auto skeletonOf = [&](const at::Tensor & values) {
    return SoftSkeleton(values.unflatten(2, space), options.iterations, ignored).flatten(2) * counted;
  };
  const at::Tensor precision = ShareInside(skeletonOf(probability), reference, options);
  const at::Tensor sensitivity = ShareInside(skeletonOf(reference), probability, options);
  const at::Tensor sum = (precision + sensitivity + options.harmonicSmooth).clamp_min(smallestDenominator);
  return 1.0 - (2.0 * precision * sensitivity / sum).mean();
}

/** The Dice loss of the same maps. */
at::Tensor
DiceOf(const at::Tensor & probability, const at::Tensor & reference, const ClDiceLossOptions & options)
{
  const LossSums sums{.intersection = (probability * reference).sum(2),
                      .probability = probability.sum(2),
                      .reference = reference.sum(2)};
  return DiceFromSums(sums, {.batch = options.batch, .includeBackground = true, .smooth = options.smooth});
}

at::Tensor
BothOf(const at::Tensor & probability, const at::Tensor & reference, const at::Tensor & counted, at::IntArrayRef space,
       const ClDiceLossOptions & options)
{
  return options.weightDice * DiceOf(probability, reference, options) +
         (1.0 - options.weightDice) * SoftClDice(probability, reference, counted, space, options);
}

void
Check(const ClDiceLossOptions & options, const char * name)
{
  if (options.iterations < 0)
  {
    Fail(ErrorKind::Usage, "{}: iterations is {}, expected 0 or more", name, options.iterations);
  }
  RequireAtLeastZero(options.smooth, name, "smooth");
  RequireShare(options.weightDice, name, "weight_dice");
  RequireAtLeastZero(options.harmonicSmooth, name, "harmonic_smooth");
}

} // namespace

void
Validate(const ClDiceLossOptions & options)
{
  Check(options, kName);
}

void
Validate(const RegionClDiceLossOptions & options)
{
  Check(options.centerLines, kRegionName);
  RequireLabels(options.regions, kRegionName);
}

at::Tensor
ClDiceLoss(const at::Tensor & logits, const at::Tensor & labels, const ClDiceLossOptions & options)
{
  Validate(options);
  const ClassMaps maps = SoftmaxMaps(CheckLossInput(logits, labels, options.ignoreLabel, kName));
  const std::int64_t first = options.includeBackground ? 0 : 1;
  return BothOf(maps.probability.slice(1, first), maps.reference.slice(1, first), maps.counted, labels.sizes().slice(1),
                options);
}

at::Tensor
RegionClDiceLoss(const at::Tensor & logits, const at::Tensor & labels, const RegionClDiceLossOptions & options)
{
  Validate(options);
  const ClDiceLossOptions & centerLines = options.centerLines;
  const RegionMaps maps = ComputeRegionMaps(logits, labels, options.regions, centerLines.ignoreLabel, kRegionName);
  return BothOf(maps.logits.sigmoid() * maps.counted, maps.reference, maps.counted, labels.sizes().slice(1),
                centerLines);
}

} // namespace vox
