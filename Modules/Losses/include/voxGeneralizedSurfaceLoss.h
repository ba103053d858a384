// SPDX-License-Identifier: Apache-2.0
#ifndef voxGeneralizedSurfaceLoss_h
#define voxGeneralizedSurfaceLoss_h

#include "voxLossTarget.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace vox
{

/** Generalized surface loss, mean over samples of 1 - sum of w (f (1 - (g + p)))^2 / sum of w f^2, sums over classes
 * and voxels, with f the signed distance from the boundary of the class in the reference that BoundaryLoss has: 0 on
 * the inner rim. Errors count by the square of their distance, and the map itself is the scale: the result is the same
 * in any unit of length, and neither large nor small structures set it alone.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar in [0, 1]: 0
 * where the prediction is right, 1 where it is the opposite. A class that is absent or everywhere has no boundary and
 * counts nowhere, a sample without any costs 0; so it is to be added to a loss of overlap, in the paper with a weight
 * that falls over the epochs. The map is exact and has no gradient. Computed in float32 (or double) whatever the type
 * of the logits. Source: Celaya et al. 2023, arXiv 2302.03868. */
struct GeneralizedSurfaceLossOptions
{
  bool includeBackground = false;
  std::vector<double> classWeights{};        ///< w of each class that counts; empty: 1. The paper's are inverse volumes
  std::vector<double> extentMm{};            ///< of what the labels cover, z, y, x; empty: voxels of 1 mm
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(GeneralizedSurfaceLossOptions & o, TVisitor && visit)
{
  visit("include_background", o.includeBackground, "count class 0 too");
  visit("class_weights", o.classWeights, "one weight for each class that counts; empty: 1");
  visit("extent_mm", o.extentMm, "size of what the labels cover, z, y, x; empty: voxels of 1 mm");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Throws Error(Usage) for negative weights and for an extent that is not three lengths above 0. */
void Validate(const GeneralizedSurfaceLossOptions & options);

/** The distances of the reference that the loss takes from its target, or computes. */
[[nodiscard]] std::vector<ReferenceDistances> WantedDistances(const GeneralizedSurfaceLossOptions & options,
                                                              std::int64_t classes);

/** Throws Error(BadInput) for shapes or labels that do not fit, Error(Usage) for another number of weights. */
[[nodiscard]] at::Tensor GeneralizedSurfaceLoss(const at::Tensor & logits, const LossTarget & target,
                                                const GeneralizedSurfaceLossOptions & options = {});

/** The same for overlapping regions under a sigmoid: p = sigmoid(logits), and g 1 where the label is in the region. */
struct RegionGeneralizedSurfaceLossOptions
{
  /** Head i is the union of the labels in regions[i]; empty: head k is label k. Labels are 0 or in a region. */
  std::vector<std::vector<std::int64_t>> regions{};
  std::vector<double> classWeights{};        ///< w of each region; empty: 1
  std::vector<double> extentMm{};            ///< of what the labels cover, z, y, x; empty: voxels of 1 mm
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(RegionGeneralizedSurfaceLossOptions & o, TVisitor && visit)
{
  visit("regions", o.regions, "labels of each head, as lists; empty: head k is label k");
  visit("class_weights", o.classWeights, "one weight for each region; empty: 1");
  visit("extent_mm", o.extentMm, "size of what the labels cover, z, y, x; empty: voxels of 1 mm");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Throws Error(Usage) as above, and for a region without labels. */
void Validate(const RegionGeneralizedSurfaceLossOptions & options);

[[nodiscard]] std::vector<ReferenceDistances> WantedDistances(const RegionGeneralizedSurfaceLossOptions & options,
                                                              std::int64_t heads);

/** Throws as GeneralizedSurfaceLoss does, and Error(BadInput) for another number of heads than regions. */
[[nodiscard]] at::Tensor RegionGeneralizedSurfaceLoss(const at::Tensor & logits, const LossTarget & target,
                                                      const RegionGeneralizedSurfaceLossOptions & options = {});

} // namespace vox

#endif
