// SPDX-License-Identifier: Apache-2.0
#ifndef voxComboLoss_h
#define voxComboLoss_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace vox
{

/** Combo loss, a C + (1 - a) (1 - D): C is the mean over voxels of -w_y log p_y with weight b for foreground and 1 - b
 * for background, D the Dice coefficient of each foreground class over the batch.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar >= 0; the paper
 * subtracts D alone, so that its value is ours minus 1 - a. Computed in float32 (or double) whatever the type of the
 * logits. Source: Taghanaki et al. 2019, DOI 10.1016/j.compmedimag.2019.04.005, without the wrong sign of its code. */
struct ComboLossOptions
{
  double weight = 0.5;                       ///< a, of the cross entropy
  double foreground = 0.5;                   ///< b
  double smooth = 1.0;                       ///< of the Dice coefficient
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(ComboLossOptions & o, TVisitor && visit)
{
  visit("weight", o.weight, "weight of the cross entropy, 0 to 1; the rest is that of the Dice loss");
  visit("foreground", o.foreground, "weight of foreground in the cross entropy, 0 to 1; the rest is background's");
  visit("smooth", o.smooth, "added to numerator and denominator of the Dice coefficient");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Throws Error(Usage) for weights outside 0 to 1 and a negative smoothing. */
void Validate(const ComboLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor ComboLoss(const at::Tensor & logits, const at::Tensor & labels,
                                   const ComboLossOptions & options = {});

} // namespace vox

#endif
