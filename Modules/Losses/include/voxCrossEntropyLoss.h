// SPDX-License-Identifier: Apache-2.0
#ifndef voxCrossEntropyLoss_h
#define voxCrossEntropyLoss_h

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace vox
{

/** What the weighted sum of the cross entropy is divided by. */
enum class CrossEntropyDivisor
{
  Weights, ///< the sum of the weights of the counted voxels, as PyTorch does
  Voxels   ///< the number of counted voxels
};

[[nodiscard]] constexpr std::array<std::pair<CrossEntropyDivisor, std::string_view>, 2>
EnumNames(CrossEntropyDivisor)
{
  return {{{CrossEntropyDivisor::Weights, "weights"}, {CrossEntropyDivisor::Voxels, "voxels"}}};
}

/** Cross entropy, mean over voxels of -sum_k w_k q_k log p_k, p = softmax(logits). With label smoothing e the target is
 * q_k = (1 - e) [k is the label] + e / K, otherwise the label alone.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1. The result is a scalar >= 0; equal to
 * torch.nn.functional.cross_entropy with the default divisor. If no voxel counts, it is 0 with zero gradient.
 * Computed in float32 (or double) whatever the type of the logits. */
struct CrossEntropyLossOptions
{
  std::vector<double> classWeights{}; ///< one per class, 0 or more; empty: all 1
  CrossEntropyDivisor divisor = CrossEntropyDivisor::Weights;
  double labelSmoothing = 0.0;
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(CrossEntropyLossOptions & o, TVisitor && visit)
{
  visit("class_weights", o.classWeights, "one per class; empty counts all alike");
  visit("divisor", o.divisor, "divide the weighted sum by the sum of the weights, or by the number of voxels");
  visit("label_smoothing", o.labelSmoothing, "share of the target spread evenly over all classes, 0 to 1");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Throws Error(Usage) for negative weights or a smoothing outside 0 to 1. */
void Validate(const CrossEntropyLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit, Error(Usage) for a wrong number of weights. */
[[nodiscard]] at::Tensor CrossEntropyLoss(const at::Tensor & logits, const at::Tensor & labels,
                                          const CrossEntropyLossOptions & options = {});

} // namespace vox

#endif
