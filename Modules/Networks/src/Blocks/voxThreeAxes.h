// SPDX-License-Identifier: Apache-2.0
#ifndef voxThreeAxes_h
#define voxThreeAxes_h

#include "voxZyx.h"

#include <ATen/core/Tensor.h>

namespace vox
{

/** The last three entries, with `missing` in place of the z of two dimensions. */
[[nodiscard]] inline Zyx<std::int64_t>
ThreeAxes(at::IntArrayRef values, std::int64_t missing = 1)
{
  const std::size_t n = values.size();
  return {n < 3 ? missing : values[n - 3], values[n - 2], values[n - 1]};
}

/** The spatial axes of features or weights of 2 or 3 dimensions. */
[[nodiscard]] inline Zyx<std::int64_t>
SpatialSize(const at::Tensor & tensor)
{
  return ThreeAxes(tensor.sizes().slice(2));
}

} // namespace vox

#endif
