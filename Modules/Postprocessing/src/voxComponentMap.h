// SPDX-License-Identifier: Apache-2.0
#ifndef voxComponentMap_h
#define voxComponentMap_h

#include "voxZyx.h"

#include <cstdint>
#include <span>
#include <vector>

namespace vox
{

enum class Connectivity
{
  Faces, ///< 6 neighbors in 3D, 4 in 2D
  Full   ///< 26 neighbors in 3D, 8 in 2D
};

/** Number of the connected component of each voxel, 1 to `count`; 0 outside of the mask. */
struct ComponentMap
{
  std::vector<std::uint32_t> components;
  std::uint32_t count = 0;
};

/** Components of the voxels that are not zero; one byte a voxel, x fastest. */
[[nodiscard]] ComponentMap FindComponents(std::span<const std::uint8_t> mask, const Zyx<std::int64_t> & size,
                                          Connectivity connectivity);

} // namespace vox

#endif
