// SPDX-License-Identifier: Apache-2.0
#include "voxSoftSkeleton.h"

#include <ATen/ATen.h>

#include <array>

namespace vox
{
namespace
{

at::Tensor
Filled(const at::Tensor & maps, const at::Tensor & ignored, double value)
{
  return ignored.defined() ? maps.masked_fill(ignored, value) : maps;
}

/** The smallest of each voxel of [N, C, D, H, W] and its face neighbors. */
at::Tensor
Eroded(const at::Tensor & maps, const at::Tensor & ignored)
{
  const at::Tensor negative = -Filled(maps, ignored, 1.0);
  at::Tensor largest = negative;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    if (maps.size(static_cast<std::int64_t>(axis) + 2) > 1)
    {
      std::array<std::int64_t, 3> window{1, 1, 1};
      std::array<std::int64_t, 3> padding{0, 0, 0};
      window[axis] = 3;
      padding[axis] = 1;
      largest = at::maximum(largest, at::max_pool3d(negative, window, 1, padding));
    }
  }
  return -largest;
}

at::Tensor
Dilated(const at::Tensor & maps, const at::Tensor & ignored)
{
  return at::max_pool3d(Filled(maps, ignored, 0.0), 3, 1, 1);
}

} // namespace

at::Tensor
SoftSkeleton(const at::Tensor & maps, std::int64_t iterations, const at::Tensor & ignored)
{
  if (maps.dim() == 4)
  {
    return SoftSkeleton(maps.unsqueeze(2), iterations, ignored.defined() ? ignored.unsqueeze(2) : ignored).squeeze(2);
  }
  at::Tensor map = maps;
  at::Tensor skeleton;
  for (std::int64_t i = 0; i <= iterations; ++i)
  {
    const at::Tensor eroded = Eroded(map, ignored);
    const at::Tensor removed = (map - Dilated(eroded, ignored)).relu();
    skeleton = skeleton.defined() ? skeleton + removed * (1.0 - skeleton) : removed;
    map = eroded;
  }
  return skeleton;
}

} // namespace vox
