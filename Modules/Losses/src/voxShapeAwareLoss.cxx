// SPDX-License-Identifier: Apache-2.0
#include "voxShapeAwareLoss.h"

#include "voxMaskDistances.h"
#include "voxVoxelLoss.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

constexpr const char * kName = "shape-aware";

/** The voxels of `mask` [N, D, H, W] or [N, H, W] with a face neighbor outside of it. */
at::Tensor
BoundaryOf(const at::Tensor & mask)
{
  at::Tensor inner = mask;
  for (std::int64_t axis = 1; axis < mask.dim(); ++axis)
  {
    // The z of a single slice has no neighbors.
    if (axis > 1 || mask.dim() == 3 || mask.size(1) > 1)
    {
      const at::Tensor side = at::zeros_like(mask.slice(axis, 0, 1));
      const std::int64_t size = mask.size(axis);
      const at::Tensor before = at::cat({side, mask.slice(axis, 0, size - 1)}, axis);
      const at::Tensor behind = at::cat({mask.slice(axis, 1), side}, axis);
      inner = inner.logical_and(before).logical_and(behind);
    }
  }
  return mask.logical_and(inner.logical_not());
}

} // namespace

void
Validate(const ShapeAwareLossOptions & options)
{
  RequireExtent(options.extentMm, kName);
}

at::Tensor
ShapeAwareLoss(const at::Tensor & logits, const at::Tensor & labels, const ShapeAwareLossOptions & options)
{
  Validate(options);
  const VoxelTerms terms = ComputeVoxelTerms(logits, labels, {}, options.ignoreLabel, kName);
  const at::Tensor isCounted = terms.counted.view(labels.sizes()).to(at::kBool);
  const at::Tensor reference = (labels > 0).logical_and(isCounted);
  const at::Tensor predicted = (logits.detach().argmax(1) > 0).logical_and(isCounted);
  const MaskDistances distances = DistancesOf(
      BoundaryOf(reference).unsqueeze(1), SpacingOf(labels.sizes().slice(1), options.extentMm), terms.logProbability);
  const at::Tensor error = distances.toMask.squeeze(1) * BoundaryOf(predicted);
  return -(terms.counted * (1.0 + error.flatten(1)) * terms.ofLabel).sum() / terms.counted.sum().clamp_min(1.0);
}

} // namespace vox
