// SPDX-License-Identifier: Apache-2.0
#ifndef voxCornerAreas_h
#define voxCornerAreas_h

#include "voxZyx.h"

#include <array>

namespace vox
{

/** The area in mm^2 of the surface that passes by a corner of voxels, for each way in which the eight voxels around it
 * can be inside (bit 4 z + 2 y + x of the index) or outside: the triangles of marching cubes between the centers of the
 * voxels, as google-deepmind/surface-distance counts them (Nikolov et al., DOI 10.2196/26151). */
[[nodiscard]] std::array<double, 256> CornerAreasMm2(const Zyx<double> & spacingMm);

/** The length in mm of the outline that passes by a corner of pixels, by the four around it (bit 2 a + b of the index):
 * half a diagonal for one inside or outside, the side of a pixel for two in a row, a diagonal for two across. */
[[nodiscard]] std::array<double, 16> CornerLengthsMm(double spacingA, double spacingB);

} // namespace vox

#endif
