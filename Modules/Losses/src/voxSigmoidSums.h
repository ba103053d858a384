// SPDX-License-Identifier: Apache-2.0
#ifndef voxSigmoidSums_h
#define voxSigmoidSums_h

#include "voxLossSums.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace vox
{

/** What is summed beside intersections and references. */
struct SigmoidForm
{
  bool squared = false; ///< LossSums::probability are sums of squares
  bool entropy = false; ///< LossSums::crossEntropy too; zeros without
};

/** One pass over sigmoid(logits), head by head. Head i stands for the labels of regions[i]; without regions head k
 * stands for label k. Throws Error(BadInput) that begins with `name` for shapes or labels that do not fit, and for
 * another number of heads than regions. */
[[nodiscard]] LossSums ComputeSigmoidSums(const at::Tensor & logits, const at::Tensor & labels,
                                          const std::vector<std::vector<std::int64_t>> & regions,
                                          const std::optional<std::int64_t> & ignoreLabel, const char * name,
                                          const SigmoidForm & form);

} // namespace vox

#endif
