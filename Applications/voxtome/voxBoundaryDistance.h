// SPDX-License-Identifier: Apache-2.0
#ifndef voxBoundaryDistance_h
#define voxBoundaryDistance_h

#include "voxVolume.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** Of each boundary voxel of a value (BoundaryVoxels of Surfaces, in that order) the distance in mm to the nearest
 * boundary voxel of the value of the reference, below 0 inside of that: MeasureSurfaceDistances of Metrics with a sign.
 * Both are int32 [1, D, H, W] on one grid and hold a voxel of their value. */
[[nodiscard]] std::vector<double> BoundaryDistancesMm(const Volume & labels, std::int64_t value,
                                                      const Volume & reference, std::int64_t referenceValue);

} // namespace vox

#endif
