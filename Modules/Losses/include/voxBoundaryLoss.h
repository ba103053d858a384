// SPDX-License-Identifier: Apache-2.0
#ifndef voxBoundaryLoss_h
#define voxBoundaryLoss_h

#include "voxLossTarget.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace vox
{

/** Boundary loss, mean over samples, classes and voxels of f p, with f the signed distance in mm from the boundary of
 * the class in the reference: the distance to the class outside of it, minus the distance to what is not the class
 * inside, less one spacing (the smallest of the axes), so that the inner rim is 0. Voxels predicted wrong cost by their
 * distance.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar of either sign;
 * to be added to a loss of overlap, as it has nothing to say where a class is absent or everywhere: f is 0 there. The
 * map is exact and has no gradient. Computed in float32 (or double) whatever the type of the logits. Source: Kervadec
 * et al. 2021, DOI 10.1016/j.media.2020.101851. */
struct BoundaryLossOptions
{
  bool includeBackground = false;
  std::vector<double> extentMm{};            ///< of what the labels cover, z, y, x; empty: voxels of 1 mm
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(BoundaryLossOptions & o, TVisitor && visit)
{
  visit("include_background", o.includeBackground, "count class 0 in the mean");
  visit("extent_mm", o.extentMm, "size of what the labels cover, z, y, x; empty: voxels of 1 mm");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Throws Error(Usage) for an extent that is not three lengths above 0. */
void Validate(const BoundaryLossOptions & options);

/** The distances of the reference that the loss takes from its target, or computes. */
[[nodiscard]] std::vector<ReferenceDistances> WantedDistances(const BoundaryLossOptions & options,
                                                              std::int64_t classes);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor BoundaryLoss(const at::Tensor & logits, const LossTarget & target,
                                      const BoundaryLossOptions & options = {});

} // namespace vox

#endif
