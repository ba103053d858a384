// SPDX-License-Identifier: Apache-2.0
#ifndef voxImageGeometry_h
#define voxImageGeometry_h

#include "voxBox.h"
#include "voxZyx.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace vox
{

using Vector3 = std::array<double, 3>;
/** matrix[row][column]. */
using Matrix3 = std::array<std::array<double, 3>, 3>;

/** Where a grid of voxels lies in the world: LPS coordinates (x to the patient's left, y to posterior, z to superior)
 * in mm. Valid for exactly one tensor; a function that changes the grid returns the new geometry. */
struct ImageGeometry
{
  Zyx<std::int64_t> size{1, 1, 1};
  Zyx<double> spacingMm{1.0, 1.0, 1.0};
  /** World position of the center of voxel (0, 0, 0). */
  Vector3 originLps{0.0, 0.0, 0.0};
  /** Column i is the world direction (unit length) of tensor axis i (0 = z, 1 = y, 2 = x). */
  Matrix3 directionLps{{{0, 0, 1}, {0, 1, 0}, {1, 0, 0}}};

  friend bool operator==(const ImageGeometry &, const ImageGeometry &) = default;
};

/** World position in LPS mm of a voxel center, given as a continuous index (z, y, x). */
[[nodiscard]] Vector3 WorldFromVoxel(const ImageGeometry & geometry, const Zyx<double> & voxel);

/** Continuous index (z, y, x) of a world position in LPS mm. The direction need not be orthogonal, only invertible;
 * Error(BadInput) if it is not. */
[[nodiscard]] Zyx<double> VoxelFromWorld(const ImageGeometry & geometry, const Vector3 & world);

/** The geometry of the part of the grid inside `box`; the box may reach outside (padding) but not be empty. */
[[nodiscard]] ImageGeometry Cropped(const ImageGeometry & geometry, const Box & box);

/** The geometry after resampling to `size` voxels: grids align at voxel edges, so the field of view stays the same, the
 * spacing is scaled by old/new size and the origin moves by half the difference of the spacings. */
[[nodiscard]] ImageGeometry Resized(const ImageGeometry & geometry, const Zyx<std::int64_t> & size);

/** Volume of one voxel in cubic millimeters. */
[[nodiscard]] double VoxelVolumeMm3(const ImageGeometry & geometry);

/** Largest distance, in voxels of `a`, between the world positions that the two grids give to any of their eight outer
 * corners (half a voxel beyond the centers, so the thickness of a single slice counts). Infinity when the sizes differ.
 */
[[nodiscard]] double CornerDistanceVoxels(const ImageGeometry & a, const ImageGeometry & b);

/** Throws Error(BadInput) naming both and the first property that differs, unless the sizes are equal and all corners
 * lie within `toleranceVoxels` of each other. */
void RequireSameGeometry(const ImageGeometry & a, std::string_view nameOfA, const ImageGeometry & b,
                         std::string_view nameOfB, double toleranceVoxels = 1e-3);

/** "35x51x35 voxels (x, y, z), 1 x 1 x 1 mm, RAS": for messages and `inspect`, in file order x, y, z. */
[[nodiscard]] std::string Describe(const ImageGeometry & geometry);

} // namespace vox

#endif
