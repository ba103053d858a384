// SPDX-License-Identifier: Apache-2.0
#ifndef voxGridAxes_h
#define voxGridAxes_h

#include "voxImageGeometry.h"

#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

/** A grid as headers of the neuroimaging formats give it: the step from voxel to voxel along each axis of the file and
 * the position of its first voxel, in mm of the RAS world (x to the right, y to the front, z up). */
struct RasGrid
{
  Zyx<std::int64_t> size;
  Matrix3 steps; ///< steps[row][axis], axes in file order x, y, z
  Vector3 origin;
};

/** Axes may lean by this much against the nearest ones at right angles. Beyond it the grid is that of a tilted gantry
 * or a transform, and to straighten it would move anatomy. */
constexpr double kMostLeanDegrees = 2.0;

/** The grid with axes at right angles. Lengths of steps are kept; leaning axes become the nearest rotation (polar
 * decomposition; Higham 1986, doi:10.1137/0907079) about the center of the grid, and where that moves a corner by more
 * than 1e-3 voxel a note tells angle and distance. `field` names the header's fields in notes and errors. Throws
 * Error(BadInput) for numbers that are not finite, axes that span no volume, or axes that lean beyond the limit. */
[[nodiscard]] ImageGeometry StraightGrid(const RasGrid & grid, const std::filesystem::path & path,
                                         const std::string & field, std::vector<std::string> & notes);

/** Largest angle in degrees between a column of unit length and its axis in the nearest rotation; 90 where the columns
 * span no volume. */
[[nodiscard]] double LeanDegrees(const Matrix3 & direction);

[[nodiscard]] double Determinant(const Matrix3 & matrix);

/** Largest distance in mm between the outer corners of two grids of one size. */
[[nodiscard]] double CornerDistanceMm(const ImageGeometry & a, const ImageGeometry & b);

} // namespace vox

#endif
