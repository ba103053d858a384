// SPDX-License-Identifier: Apache-2.0
#include "voxShapeAwareLoss.h"

#include "voxExtent.h"
#include "voxMaskBoundaries.h"
#include "voxReferenceParts.h"
#include "voxVoxelLoss.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

constexpr const char * kName = "shape-aware";

} // namespace

void
Validate(const ShapeAwareLossOptions & options)
{
  RequireExtent(options.extentMm, kName);
}

std::vector<ReferenceDistances>
WantedDistances(const ShapeAwareLossOptions & options, std::int64_t classes)
{
  return {{.parts = ForegroundPart(classes, options.ignoreLabel), .boundaries = true, .extentMm = options.extentMm}};
}

at::Tensor
ShapeAwareLoss(const at::Tensor & logits, const LossTarget & target, const ShapeAwareLossOptions & options)
{
  Validate(options);
  const LossInput input = CheckLossInput(logits, target.labels, options.ignoreLabel, kName);
  const VoxelTerms terms = ComputeVoxelTerms(input, {}, kName);
  const at::Tensor isCounted = terms.counted.view(target.labels.sizes()).to(at::kBool);
  const at::Tensor predicted = (logits.detach().argmax(1) > 0).logical_and(isCounted).to(at::kByte);
  const at::Tensor distances =
      DistancesOf(target, WantedDistances(options, logits.size(1)).front(), input.logits.scalar_type());
  const at::Tensor error = distances.clamp_min(0.0) * BoundariesOf(predicted.unsqueeze(1));
  return -(terms.counted * (1.0 + error.flatten(1)) * terms.ofLabel).sum() / terms.counted.sum().clamp_min(1.0);
}

} // namespace vox
