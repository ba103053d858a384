// SPDX-License-Identifier: Apache-2.0
#ifndef voxBalancedCrossEntropyLoss_h
#define voxBalancedCrossEntropyLoss_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace vox
{

/** Balanced cross entropy, mean over voxels of -(1 - f_y) log p_y, with f_y the share of the voxels of its sample that
 * have the label y: of two classes, foreground counts by the share of background and the other way round.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1. The result is a scalar >= 0: 0 with zero gradient
 * for a sample of one class only, and where no voxel counts. Computed in float32 (or double) whatever the type of the
 * logits. Source: Xie and Tu 2015, DOI 10.1109/ICCV.2015.164, for two classes. */
struct BalancedCrossEntropyLossOptions
{
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(BalancedCrossEntropyLossOptions & o, TVisitor && visit)
{
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Every value is allowed. */
void Validate(const BalancedCrossEntropyLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor BalancedCrossEntropyLoss(const at::Tensor & logits, const at::Tensor & labels,
                                                  const BalancedCrossEntropyLossOptions & options = {});

} // namespace vox

#endif
