// SPDX-License-Identifier: Apache-2.0
#ifndef voxShapeAwareLoss_h
#define voxShapeAwareLoss_h

#include "voxLossTarget.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace vox
{

/** Shape-aware cross entropy, mean over voxels of -(1 + E) log p_y: where a voxel lies on the boundary of the predicted
 * foreground, E is its distance in mm to the boundary of the reference's foreground, elsewhere 0. A boundary is made of
 * the foreground voxels with a face neighbor that is background, or at the face of the image. Foreground is where the
 * most probable class is not 0.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar >= 0; without
 * foreground in the reference E is 0. E is exact and has no gradient. Computed in float32 (or double) whatever the type
 * of the logits. Source: Al Arif et al. 2017, DOI 10.1007/978-3-319-74113-0_2, who print a mean distance of curves and
 * no code: this form is ours. */
struct ShapeAwareLossOptions
{
  std::vector<double> extentMm{};            ///< of what the labels cover, z, y, x; empty: voxels of 1 mm
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(ShapeAwareLossOptions & o, TVisitor && visit)
{
  visit("extent_mm", o.extentMm, "size of what the labels cover, z, y, x; empty: voxels of 1 mm");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Throws Error(Usage) for an extent that is not three lengths above 0. */
void Validate(const ShapeAwareLossOptions & options);

/** The distances of the reference that the loss takes from its target, or computes. */
[[nodiscard]] std::vector<ReferenceDistances> WantedDistances(const ShapeAwareLossOptions & options,
                                                              std::int64_t classes);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor ShapeAwareLoss(const at::Tensor & logits, const LossTarget & target,
                                        const ShapeAwareLossOptions & options = {});

} // namespace vox

#endif
