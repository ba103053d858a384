// SPDX-License-Identifier: Apache-2.0
#include "voxNeighborhoodVectors.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <vector>

namespace vox
{

at::Tensor
MaxPooled(const at::Tensor & maps, std::int64_t side)
{
  if (side == 1)
  {
    return maps;
  }
  std::vector<std::int64_t> cell;
  for (const std::int64_t length : maps.sizes().slice(2))
  {
    cell.push_back(std::min(side, length));
  }
  return at::max_pool3d(maps, cell, cell);
}

at::Tensor
NeighborhoodVectors(const at::Tensor & maps, std::int64_t side)
{
  at::Tensor windows = maps.to(at::kDouble);
  for (std::int64_t axis = 1; axis < 4; ++axis)
  {
    windows = windows.unfold(axis, std::min(side, maps.size(axis)), 1);
  }
  // [N, D, H, W, z, y, x]
  return windows.permute({0, 4, 5, 6, 1, 2, 3}).flatten(4).flatten(1, 3);
}

} // namespace vox
