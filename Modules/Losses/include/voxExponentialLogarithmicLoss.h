// SPDX-License-Identifier: Apache-2.0
#ifndef voxExponentialLogarithmicLoss_h
#define voxExponentialLogarithmicLoss_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace vox
{

/** Exponential logarithmic loss, w_D mean over classes of (-ln D_k)^a + w_C mean over voxels of v_y (-ln p_y)^b, with
 * D_k = (2 I + 1) / (P + G + 1) over the batch, background included, and v_k = sqrt(voxels / voxels of class k), 0 for
 * a class that is absent. Exponents below 1 make what is nearly right count more.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar >= 0. Both
 * logarithms are kept above 1e-7, where the slope of the powers would grow without bound. Computed in float32 (or
 * double) whatever the type of the logits. Source: Wong et al. 2018, DOI 10.1007/978-3-030-00931-1_70. */
struct ExponentialLogarithmicLossOptions
{
  double weightDice = 0.8;
  double weightCrossEntropy = 0.2;
  double gammaDice = 0.3;                    ///< a
  double gammaCrossEntropy = 0.3;            ///< b
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(ExponentialLogarithmicLossOptions & o, TVisitor && visit)
{
  visit("weight_dice", o.weightDice, "factor of the Dice part");
  visit("weight_cross_entropy", o.weightCrossEntropy, "factor of the cross entropy part");
  visit("gamma_dice", o.gammaDice, "exponent of the Dice part");
  visit("gamma_cross_entropy", o.gammaCrossEntropy, "exponent of the cross entropy part");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Throws Error(Usage) for negative numbers. */
void Validate(const ExponentialLogarithmicLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor ExponentialLogarithmicLoss(const at::Tensor & logits, const at::Tensor & labels,
                                                    const ExponentialLogarithmicLossOptions & options = {});

} // namespace vox

#endif
