// SPDX-License-Identifier: Apache-2.0
#ifndef voxSkeleton_h
#define voxSkeleton_h

#include "voxBitMask.h"

#include <array>

#include <cstdint>

namespace vox
{

/** The 27 voxels around a voxel: bit 9 dz + 3 dy + dx, each d from 0 to 2; the voxel itself is bit 13. */
using Neighborhood = std::uint32_t;

/** Whether the voxel in the middle can go without a change of topology: its removal keeps the Euler characteristic, and
 * its neighbors hang together without it (26 neighbors for the mask, 6 for its outside). */
[[nodiscard]] bool IsSimple(Neighborhood voxels);

/** The medial lines of a mask by thinning (Lee, Kashyap, Chu, CVGIP: Graphical Models and Image Processing 56(6), 1994,
 * DOI 10.1006/cgip.1994.1042): from its sides in turn, until none changes any more, voxels go that border on the
 * outside there, are simple, and do not end a line. Those of one side are found together and then removed one after the
 * other, in the order of the voxels, each if it still is simple. So the skeleton has the components, tunnels and
 * cavities of the mask, and lies in it. What lies beyond the grid is outside. Sides are those of the measured axes
 * (MeasuredAxes), so that a plane is thinned within itself. Their order is that of scikit-image, whose skeletons these
 * are. */
[[nodiscard]] BitMask SkeletonOf(const BitMask & mask, const std::array<bool, 3> & measured);

} // namespace vox

#endif
