// SPDX-License-Identifier: Apache-2.0
#ifndef voxDistanceMap_h
#define voxDistanceMap_h

#include "voxZyx.h"

#include <cstdint>

namespace vox::kernels
{

/** squaredMm2 [D, H, W] = the squared Euclidean distance in mm^2 from each voxel center to the center of the nearest
 * voxel with marked != 0, which is 0 for marked ones; infinity everywhere if none is marked. Exact: whole numbers of
 * voxels stand between the passes, so the result is the double-precision value of dx^2 + dy^2 + dz^2 of a nearest
 * voxel. One pass along rows, then lower envelopes along y and z (sources: voxDistancePoint.h). The result does not
 * depend on `threads`. Holds 8 bytes a voxel besides the arguments. Throws Error(Internal) for a size below 1, an axis
 * of more than 65535 voxels, or a spacing that is not positive. */
void SquaredDistanceMap(const std::uint8_t * marked, const Zyx<std::int64_t> & size, const Zyx<double> & spacingMm,
                        double * squaredMm2, int threads);

} // namespace vox::kernels

#endif
