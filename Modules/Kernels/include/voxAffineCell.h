// SPDX-License-Identifier: Apache-2.0
#ifndef voxAffineCell_h
#define voxAffineCell_h

#include "voxHostDevice.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace vox::kernels
{

/** Weights of the 2^VDimensions voxels around a position, from its distances to the first of them, multiplied in the
 * order x, y, z as torch does. Corner k is one further on x, y, z where bit 0, 1, 2 of k is set. */
template <int VDimensions>
[[nodiscard]] VOX_HOST_DEVICE std::array<float, 1 << VDimensions>
CornerWeights(float x, float y, float z)
{
  std::array<float, 1 << VDimensions> weights;
  for (std::size_t k = 0; k < weights.size(); ++k)
  {
    const float inPlane = ((k & 1U) != 0 ? x : 1.0F - x) * ((k & 2U) != 0 ? y : 1.0F - y);
    weights[k] = VDimensions == 2 ? inPlane : inPlane * ((k & 4U) != 0 ? z : 1.0F - z);
  }
  return weights;
}

/** Which corner is the nearest voxel to `position` (z, y, x), `base` being the first; exactly half goes to the even
 * index. */
template <int VDimensions>
[[nodiscard]] VOX_HOST_DEVICE int
NearestCorner(const std::array<double, 3> & position, const std::array<std::int64_t, 3> & base)
{
  int corner = 0;
  for (int dimension = 0; dimension < VDimensions; ++dimension)
  {
    const auto axis = static_cast<std::size_t>(2 - dimension);
    corner |= std::nearbyint(position[axis]) > static_cast<double>(base[axis]) ? 1 << dimension : 0;
  }
  return corner;
}

} // namespace vox::kernels

#endif
