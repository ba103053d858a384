// SPDX-License-Identifier: Apache-2.0
#ifndef voxUnifiedFocalLoss_h
#define voxUnifiedFocalLoss_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace vox
{

/** Unified focal loss, l F + (1 - l) T: a focal cross entropy and a focal Tversky loss with the same two parameters.
 * With background 0 and foreground c > 0, CE_k = -[k is the label] log p_k, and m_k = (TP + e) / (TP + d FN + (1 - d)
 * FP
 * + e), e = 1e-7, of each sample:
 *
 * asymmetric: F = mean over voxels of (1 - d) (1 - p_0)^g CE_0 + d sum_c CE_c; T = mean over samples and classes of
 * 1 - m_0 and (1 - m_c)^(1 - g): background is suppressed, foreground enhanced.
 * symmetric: the factor (1 - p_k)^g and the exponent 1 - g are those of all classes.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax), any number of classes. The result is a
 * scalar >= 0. MONAI 1.6.1's AsymmetricUnifiedFocalLoss is for two classes and takes the mean of F over classes too.
 * Computed in float32 (or double) whatever the type of the logits. Source: Yeung et al. 2022,
 * DOI 10.1016/j.compmedimag.2021.102026, and its authors' code where the two differ. */
struct UnifiedFocalLossOptions
{
  bool asymmetric = true;
  double weight = 0.5;                       ///< l, of the cross entropy
  double delta = 0.6;                        ///< d, of false negatives and of the foreground's cross entropy
  double gamma = 0.5;                        ///< g
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(UnifiedFocalLossOptions & o, TVisitor && visit)
{
  visit("asymmetric", o.asymmetric, "suppress background and enhance foreground, instead of treating all alike");
  visit("weight", o.weight, "weight of the focal cross entropy, 0 to 1; the rest is that of the focal Tversky loss");
  visit("delta", o.delta, "weight of false negatives and of foreground, 0 to 1");
  visit("gamma", o.gamma, "how much is left to what is well classified, 0 to less than 1");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Throws Error(Usage) for weights outside 0 to 1 and a gamma outside [0, 1). */
void Validate(const UnifiedFocalLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor UnifiedFocalLoss(const at::Tensor & logits, const at::Tensor & labels,
                                          const UnifiedFocalLossOptions & options = {});

} // namespace vox

#endif
