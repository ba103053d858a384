// SPDX-License-Identifier: Apache-2.0
#ifndef voxBoundaryValues_h
#define voxBoundaryValues_h

#include "voxSurface.h"
#include "voxVolume.h"

#include <cstdint>
#include <span>
#include <vector>

namespace vox
{

/** 1 for each voxel of this value with a face neighbor of another one, which are the elements that Metrics measures
 * between by default; 0 elsewhere. Voxels beyond the grid have another value; along an axis of one voxel there is no
 * neighbor, and the only voxel of a grid is boundary. `labels` is int32 [1, D, H, W]; in the order of its voxels. */
[[nodiscard]] std::vector<std::uint8_t> BoundaryVoxels(const Volume & labels, std::int64_t value);

/** Gives each point of the surface that was made of this value the number of the boundary voxel nearest to it, within
 * two voxels, or further away where there is none so near: of distances, those that Metrics counts, 0 where two
 * structures agree. `numbers` are those of the boundary voxels in the order of BoundaryVoxels, at least one;
 * Error(Internal) for another count. */
void SampleBoundaryValues(Surface & surface, const Volume & labels, std::int64_t value,
                          std::span<const double> numbers);

} // namespace vox

#endif
