// SPDX-License-Identifier: Apache-2.0
#include "voxMaskBoundaries.h"

#include <ATen/ATen.h>

namespace vox
{

at::Tensor
BoundariesOf(const at::Tensor & masks)
{
  at::Tensor inner = masks;
  const std::int64_t firstAxis = masks.dim() == 5 && masks.size(2) == 1 ? 3 : 2; // the z of one slice has no neighbors
  for (std::int64_t axis = firstAxis; axis < masks.dim(); ++axis)
  {
    const at::Tensor side = at::zeros_like(masks.slice(axis, 0, 1));
    const std::int64_t size = masks.size(axis);
    const at::Tensor before = at::cat({side, masks.slice(axis, 0, size - 1)}, axis);
    const at::Tensor behind = at::cat({masks.slice(axis, 1), side}, axis);
    inner = inner.bitwise_and(before).bitwise_and(behind);
  }
  return masks.bitwise_xor(inner);
}

} // namespace vox
