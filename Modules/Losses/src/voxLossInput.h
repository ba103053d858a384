// SPDX-License-Identifier: Apache-2.0
#ifndef voxLossInput_h
#define voxLossInput_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace vox
{

/** Logits and labels that were checked, as the passes over them want them; V voxels. */
struct LossInput
{
  at::Tensor logits; ///< [N, K, V], float32 or float64, of any strides
  at::Tensor labels; ///< [N, V], int64 without gaps
  std::optional<std::int64_t> ignoreLabel;
};

/** For losses under a softmax. Throws Error(BadInput) that begins with `name` for shapes or labels that do not fit. */
[[nodiscard]] LossInput CheckLossInput(const at::Tensor & logits, const at::Tensor & labels,
                                       const std::optional<std::int64_t> & ignoreLabel, const char * name);

/** Voxels whose label is not the ignore label, at least 1: what a mean divides by. */
[[nodiscard]] double CountedVoxels(const LossInput & input);

} // namespace vox

#endif
