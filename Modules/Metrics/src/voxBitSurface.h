// SPDX-License-Identifier: Apache-2.0
#ifndef voxBitSurface_h
#define voxBitSurface_h

#include "voxBitMask.h"

namespace vox
{

/** Which axes carry neighbors: those along which the image is longer than one voxel, or all three in an image of one
 * voxel. */
[[nodiscard]] std::array<bool, 3> MeasuredAxes(const Zyx<std::int64_t> & imageSize);

/** The voxels of the mask with a face neighbor along a measured axis that is not of the mask; beyond it is outside. */
[[nodiscard]] BitMask SurfaceOf(const BitMask & mask, const std::array<bool, 3> & measured);

/** The corners of voxels at which voxels inside and outside of the mask meet: one point more than voxels along each
 * measured axis, corner (z, y, x) between the voxels z - 1 and z and so on. Beyond the mask is outside. */
[[nodiscard]] BitMask SurfaceCornersOf(const BitMask & mask, const std::array<bool, 3> & measured);

} // namespace vox

#endif
