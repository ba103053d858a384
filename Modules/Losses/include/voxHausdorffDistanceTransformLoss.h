// SPDX-License-Identifier: Apache-2.0
#ifndef voxHausdorffDistanceTransformLoss_h
#define voxHausdorffDistanceTransformLoss_h

#include "voxLossTarget.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace vox
{

/** Hausdorff distance-transform loss, mean over samples, classes and voxels of (p - g)^2 (d_p^a + d_g^a), with d the
 * distance in mm of a voxel from the boundary of the class, in the reference (d_g) and in the prediction (d_p, where
 * p > 0.5): in the class the distance to what is not the class, outside the distance to the class.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar >= 0 that grows
 * with the square of the extent: balance it where it is added to another loss, or take the logarithm. d is 0 where a
 * class is absent or everywhere. The maps are exact and have no gradient. Equal to MONAI 1.6.1's HausdorffDTLoss and
 * LogHausdorffDTLoss for voxels of 1 mm. Computed in float32 (or double) whatever the type of the logits. Source:
 * Karimi and Salcudean 2020, DOI 10.1109/TMI.2019.2930068. */
struct HausdorffDistanceTransformLossOptions
{
  double alpha = 2.0;     ///< a
  bool oneSided = false;  ///< the distance from the reference's boundary only, which costs half the time
  bool logarithm = false; ///< ln(1 + loss)
  bool includeBackground = false;
  std::vector<double> extentMm{};            ///< of what the labels cover, z, y, x; empty: voxels of 1 mm
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(HausdorffDistanceTransformLossOptions & o, TVisitor && visit)
{
  visit("alpha", o.alpha, "exponent of the distances");
  visit("one_sided", o.oneSided, "distances from the reference's boundary only");
  visit("logarithm", o.logarithm, "the logarithm of 1 + the loss");
  visit("include_background", o.includeBackground, "count class 0 in the mean");
  visit("extent_mm", o.extentMm, "size of what the labels cover, z, y, x; empty: voxels of 1 mm");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Throws Error(Usage) for a negative exponent and an extent that is not three lengths above 0. */
void Validate(const HausdorffDistanceTransformLossOptions & options);

/** The distances of the reference that the loss takes from its target, or computes. */
[[nodiscard]] std::vector<ReferenceDistances> WantedDistances(const HausdorffDistanceTransformLossOptions & options,
                                                              std::int64_t classes);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor HausdorffDistanceTransformLoss(const at::Tensor & logits, const LossTarget & target,
                                                        const HausdorffDistanceTransformLossOptions & options = {});

} // namespace vox

#endif
