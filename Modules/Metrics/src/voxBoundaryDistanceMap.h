// SPDX-License-Identifier: Apache-2.0
#ifndef voxBoundaryDistanceMap_h
#define voxBoundaryDistanceMap_h

#include "voxZyx.h"

#include <cstdint>
#include <span>
#include <vector>

namespace vox
{

/** Squared Euclidean distance in mm^2 from each voxel center at `positions` (offsets into the grid) to the nearest
 * voxel that is marked in `boundary`. `boundary` holds one byte a voxel and must have at least one marked voxel; every
 * marked voxel needs a face neighbor inside the grid that is not marked (a margin of one voxel sees to that). */
[[nodiscard]] std::vector<double> SquaredDistancesToBoundary(std::span<const std::uint8_t> boundary,
                                                             const Zyx<std::int64_t> & size,
                                                             const Zyx<double> & spacingMm,
                                                             std::span<const std::int64_t> positions, int threads);

} // namespace vox

#endif
