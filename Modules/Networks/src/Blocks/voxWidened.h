// SPDX-License-Identifier: Apache-2.0
#ifndef voxWidened_h
#define voxWidened_h

#include <ATen/core/Tensor.h>

namespace vox
{

/** What the last layer of a network computes in: float32 for features in bf16, any other type as it is. */
[[nodiscard]] inline at::Tensor
Widened(const at::Tensor & features)
{
  return features.scalar_type() == at::kBFloat16 ? features.to(at::kFloat) : features;
}

} // namespace vox

#endif
