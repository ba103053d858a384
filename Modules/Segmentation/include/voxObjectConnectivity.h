// SPDX-License-Identifier: Apache-2.0
#ifndef voxObjectConnectivity_h
#define voxObjectConnectivity_h

#include "voxOptions.h"

#include <span>

namespace vox
{

/** Which voxels touch each other. Axes of a single voxel have no neighbors, so an image with D = 1 is treated in its
 * plane. */
enum class ObjectConnectivity
{
  Full, ///< 26 neighbors in 3D, 8 in 2D
  Face  ///< 6 neighbors in 3D, 4 in 2D
};
[[nodiscard]] std::span<const EnumName<ObjectConnectivity>> EnumNames(ObjectConnectivity);

} // namespace vox

#endif
