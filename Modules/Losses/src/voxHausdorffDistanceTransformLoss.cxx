// SPDX-License-Identifier: Apache-2.0
#include "voxHausdorffDistanceTransformLoss.h"

#include "voxExtent.h"
#include "voxLossChecks.h"
#include "voxReferenceParts.h"
#include "voxSignedDistances.h"
#include "voxSquaresPass.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

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

std::vector<ReferenceDistances>
WantedDistances(const HausdorffDistanceTransformLossOptions & options, std::int64_t classes)
{
  return {{.parts = ClassParts(options.includeBackground ? 0 : 1, classes, options.ignoreLabel),
           .extentMm = options.extentMm}};
}

at::Tensor
HausdorffDistanceTransformLoss(const at::Tensor & logits, const LossTarget & target,
                               const HausdorffDistanceTransformLossOptions & options)
{
  Validate(options);
  const LossInput input = CheckLossInput(logits, target.labels, options.ignoreLabel, kName);
  const at::ScalarType type = input.logits.scalar_type();
  const ReferenceDistances wanted = WantedDistances(options, logits.size(1)).front();
  at::Tensor weights = DistancesOf(target, wanted, type).abs().pow_(options.alpha).flatten(2);
  const std::int64_t classes = weights.size(1);
  if (!options.oneSided)
  {
    const at::IntArrayRef space = target.labels.sizes().slice(1);
    const at::Tensor masks = PredictedMasks(input, logits.size(1) - classes).unflatten(2, space);
    const at::Tensor predicted =
        SignedDistancesOf(masks, SpacingOf(space, options.extentMm), type, at::get_num_threads());
    weights.add_(predicted.abs_().pow_(options.alpha).flatten(2));
  }
  const at::Tensor loss =
      SumOfErrors(input, weights, ErrorForm::Squared).sum() / (CountedVoxels(input) * static_cast<double>(classes));
  return options.logarithm ? loss.log1p() : loss;
}

} // namespace vox
