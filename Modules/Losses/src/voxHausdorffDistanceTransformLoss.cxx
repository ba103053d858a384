// SPDX-License-Identifier: Apache-2.0
#include "voxHausdorffDistanceTransformLoss.h"

#include "voxClassMaps.h"
#include "voxLossChecks.h"
#include "voxMaskDistances.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

constexpr const char * kName = "hausdorff-distance-transform";

} // namespace

void
Validate(const HausdorffDistanceTransformLossOptions & options)
{
  RequireAtLeastZero(options.alpha, kName, "alpha");
  RequireExtent(options.extentMm, kName);
}

at::Tensor
HausdorffDistanceTransformLoss(const at::Tensor & logits, const at::Tensor & labels,
                               const HausdorffDistanceTransformLossOptions & options)
{
  Validate(options);
  const ClassMaps maps = SoftmaxMaps(logits, labels, options.ignoreLabel, kName);
  const std::int64_t first = options.includeBackground ? 0 : 1;
  const Zyx<double> spacing = SpacingOf(labels.sizes().slice(1), options.extentMm);
  const at::Tensor probability = maps.probability.slice(1, first);
  const at::Tensor reference = maps.reference.slice(1, first);
  const auto weights = [&](const at::Tensor & values) {
    const at::Tensor masks = (values.detach() > 0.5).unflatten(2, labels.sizes().slice(1));
    const MaskDistances distances = DistancesOf(masks, spacing, probability);
    return (distances.toMask + distances.toOthers).pow(options.alpha).flatten(2);
  };
  const at::Tensor weight = options.oneSided ? weights(reference) : weights(reference) + weights(probability);
  const at::Tensor sum = ((probability - reference).square() * weight).sum();
  const at::Tensor loss = sum / (maps.counted.sum() * static_cast<double>(probability.size(1))).clamp_min(1.0);
  return options.logarithm ? loss.log1p() : loss;
}

} // namespace vox
