// SPDX-License-Identifier: Apache-2.0
#ifndef voxBoundaryValues_h
#define voxBoundaryValues_h

#include "voxSurface.h"
#include "voxVolume.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** 1 for each voxel of this value with a face neighbor of another one, which are the elements that Metrics measures
 * between by default; 0 elsewhere. Voxels beyond the grid have another value; along an axis of one voxel there is no
 * neighbor. `labels` is int32 [1, D, H, W]; in the order of its voxels. */
[[nodiscard]] std::vector<std::uint8_t> BoundaryVoxels(const Volume & labels, std::int64_t value);

/** Gives each point of the surface that was made of this value the number of a map at the boundary voxel nearest to it:
 * of distances, those that Metrics counts, 0 where two structures agree. Points that smoothing moved further than two
 * voxels from all of them take the map's number where they lie. `map` is float32 [1, D, H, W] on the grid of
 * `labels`. */
void SampleBoundaryValues(Surface & surface, const Volume & labels, std::int64_t value, const Volume & map);

} // namespace vox

#endif
