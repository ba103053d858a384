// SPDX-License-Identifier: Apache-2.0
#ifndef voxSoftmaxSums_h
#define voxSoftmaxSums_h

#include "voxLossSums.h"

#include <cstdint>
#include <optional>

namespace vox
{

/** One pass over softmax(logits); with `squared`, LossSums::probability are sums of squares. Throws Error(BadInput)
 * that begins with `name` for shapes or labels that do not fit.
 */
[[nodiscard]] LossSums ComputeSoftmaxSums(const at::Tensor & logits, const at::Tensor & labels,
                                          const std::optional<std::int64_t> & ignoreLabel, const char * name,
                                          bool squared = false);

} // namespace vox

#endif
