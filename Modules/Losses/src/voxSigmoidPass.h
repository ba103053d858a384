// SPDX-License-Identifier: Apache-2.0
#ifndef voxSigmoidPass_h
#define voxSigmoidPass_h

#include "voxLossSums.h"
#include "voxRegionTable.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace vox
{

/** Sigmoid of each head of logits [N, K, V], float32 or float64 of any strides, beside labels [N, V], int64 without
 * gaps, of which `regions` says to which heads they belong. Voxels with the ignore label are counted nowhere. */
struct SigmoidPass
{
  at::Tensor logits;
  at::Tensor labels;
  RegionTable regions;
  std::optional<std::int64_t> ignoreLabel;
  bool squared = false; ///< sum squares of probabilities
  bool entropy = true;  ///< sum cross entropies, whose logarithms take a third of the time; zeros without
};

/** Sums over voxels, of the type of the logits, added up in float64 and in an order that does not depend on the number
 * of threads. */
[[nodiscard]] LossSums SumSigmoid(const SigmoidPass & pass);

/** The gradient with respect to the logits, in their layout, of something whose gradients with respect to the
 * intersection, probability and cross entropy are these, [N, K] each; an undefined one is zero. The probabilities are
 * computed again: nothing the size of the logits is kept between the passes. */
[[nodiscard]] at::Tensor SigmoidGradient(const SigmoidPass & pass, const at::Tensor & intersection,
                                         const at::Tensor & probability, const at::Tensor & crossEntropy);

} // namespace vox

#endif
