// SPDX-License-Identifier: Apache-2.0
#ifndef voxDistancePenalizedCrossEntropyLoss_h
#define voxDistancePenalizedCrossEntropyLoss_h

#include "voxLossTarget.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace vox
{

/** Distance-map-penalized cross entropy, mean over voxels of -(1 + f) log p_y, with f in [0, 1] largest at the boundary
 * of the foreground, on either side (M - d) / (M - m) of the distances d from the other side, their largest M and
 * smallest m in the sample; 0 where all are equal, and where a sample has no foreground or no background.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar >= 0. The map is
 * exact and has no gradient. Computed in float32 (or double) whatever the type of the logits. Source: Caliva et al.
 * 2019, arXiv 1908.03679, whose inversion is not printed: this one is ours. */
struct DistancePenalizedCrossEntropyLossOptions
{
  std::vector<double> extentMm{};            ///< of what the labels cover, z, y, x; empty: voxels of 1 mm
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(DistancePenalizedCrossEntropyLossOptions & o, TVisitor && visit)
{
  visit("extent_mm", o.extentMm, "size of what the labels cover, z, y, x; empty: voxels of 1 mm");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Throws Error(Usage) for an extent that is not three lengths above 0. */
void Validate(const DistancePenalizedCrossEntropyLossOptions & options);

/** The distances of the reference that the loss takes from its target, or computes. */
[[nodiscard]] std::vector<ReferenceDistances> WantedDistances(const DistancePenalizedCrossEntropyLossOptions & options,
                                                              std::int64_t classes);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor
DistancePenalizedCrossEntropyLoss(const at::Tensor & logits, const LossTarget & target,
                                  const DistancePenalizedCrossEntropyLossOptions & options = {});

} // namespace vox

#endif
