// SPDX-License-Identifier: Apache-2.0
#ifndef voxWorldBox_h
#define voxWorldBox_h

#include "voxImageGeometry.h"

#include <span>
#include <string>
#include <string_view>

namespace vox
{

/** A box in the world, along its axes or rotated: a region of interest. LPS coordinates in mm. */
struct WorldBox
{
  Vector3 centerLps{0.0, 0.0, 0.0};
  Vector3 halfMm{0.0, 0.0, 0.0}; ///< half of the size along each of its axes
  /** Column i is the direction of axis i, unit length, at right angles to the others. */
  Matrix3 axesLps{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

  /** True for a point inside or on the surface, with 1e-6 mm to spare for rounding. */
  [[nodiscard]] bool Holds(const Vector3 & pointLps) const;
};

/** From six numbers, center and half sizes, or fifteen, where the axes follow row by row (x of the three axes, y, z).
 * Throws Error(Usage) that begins with `where`: other counts, numbers that are not finite, sizes that are not above 0,
 * axes that are not at right angles within 1e-3. */
[[nodiscard]] WorldBox ParseWorldBox(std::span<const double> numbers, std::string_view where);

/** Voxels of the grid that hold all centers inside the box: a box of voxels inside the grid, which is empty where no
 * center can be. */
[[nodiscard]] Box VoxelsAround(const ImageGeometry & geometry, const WorldBox & box);

/** How many voxels of `among` have their center inside. */
[[nodiscard]] std::int64_t CountCenters(const ImageGeometry & geometry, const WorldBox & box, const Box & among);

/** "center (10, -20, 30), half sizes 5 x 5 x 5 mm (LPS)", and "rotated" where it is. */
[[nodiscard]] std::string Describe(const WorldBox & box);

} // namespace vox

#endif
