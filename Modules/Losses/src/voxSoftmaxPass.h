// SPDX-License-Identifier: Apache-2.0
#ifndef voxSoftmaxPass_h
#define voxSoftmaxPass_h

#include "voxLossSums.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace vox
{

/** Softmax over the classes of logits [N, K, V], float32 or float64 of any strides, beside labels [N, V], int64 without
 * gaps in 0 to K - 1. Voxels with the ignore label are counted nowhere. */
struct SoftmaxPass
{
  at::Tensor logits;
  at::Tensor labels;
  std::optional<std::int64_t> ignoreLabel;
  bool squared = false; ///< sum squares of probabilities
  double gamma = 0.0;   ///< multiply the cross entropy by (1 - p)^gamma, as the focal loss does
};

/** Sums over voxels, of the type of the logits, added up in float64 and in an order that does not depend on the number
 * of threads. */
[[nodiscard]] LossSums SumSoftmax(const SoftmaxPass & pass);

/** The gradient with respect to the logits, in their layout, of something whose gradients with respect to the
 * intersection, probability and cross entropy are these, [N, K] each; an undefined one is zero. The probabilities are
 * computed again: nothing the size of the logits is kept between the passes. */
[[nodiscard]] at::Tensor SoftmaxGradient(const SoftmaxPass & pass, const at::Tensor & intersection,
                                         const at::Tensor & probability, const at::Tensor & crossEntropy);

} // namespace vox

#endif
