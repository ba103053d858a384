// SPDX-License-Identifier: Apache-2.0
#ifndef voxBoundaryIou_h
#define voxBoundaryIou_h

#include "voxBitMask.h"

#include <array>

namespace vox
{

/** Intersection over union of the inner bands of two masks on one grid, a box that holds both; neither is empty.
 * The band of a mask are its voxels whose center is at most widthMm (with a relative slack of 1e-6) from the center of
 * one of its surface voxels, so that width 0 is the surface. That is Cheng et al., "Boundary IoU", CVPR 2021, DOI
 * 10.1109/CVPR46437.2021.01508, with Euclidean distances in mm for pixels of a square. The time grows with the
 * square of the width up to some 18 voxels, and not beyond. */
[[nodiscard]] double BoundaryIou(const BitMask & reference, const BitMask & prediction,
                                 const std::array<bool, 3> & measured, const Zyx<double> & spacingMm, double widthMm);

} // namespace vox

#endif
