// SPDX-License-Identifier: Apache-2.0
#ifndef voxBoundaryDistance_h
#define voxBoundaryDistance_h

#include "voxVolume.h"

#include <cstdint>

namespace vox
{

/** Of each voxel center the distance in mm to the nearest boundary voxel of this value (BoundaryVoxels of Surfaces),
 * below 0 inside. float32 [1, D, H, W]; exact. Infinity everywhere where no voxel has the value. */
[[nodiscard]] Volume BoundaryDistance(const Volume & labels, std::int64_t value, int threads);

} // namespace vox

#endif
