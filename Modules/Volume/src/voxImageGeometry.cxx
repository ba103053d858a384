// SPDX-License-Identifier: Apache-2.0
#include "voxImageGeometry.h"

#include "voxError.h"
#include "voxOrientation.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vox
{
namespace
{

/** Columns are the world steps of one voxel along z, y, x. */
Matrix3
StepMatrix(const ImageGeometry & geometry)
{
  Matrix3 steps = geometry.directionLps;
  for (auto & row : steps)
  {
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      row[axis] *= geometry.spacingMm[axis];
    }
  }
  return steps;
}

double
Determinant(const Matrix3 & m)
{
  return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
         m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

/** Solves m * x = b by Cramer's rule: three unknowns, well scaled. */
Vector3
Solve(const Matrix3 & m, const Vector3 & b)
{
  const double determinant = Determinant(m);
  if (determinant == 0.0 || !std::isfinite(determinant))
  {
    Fail(ErrorKind::BadInput,
         "geometry: found direction and spacing that span no volume, expected three independent axes");
  }
  Vector3 x{};
  for (std::size_t column = 0; column < 3; ++column)
  {
    Matrix3 replaced = m;
    for (std::size_t row = 0; row < 3; ++row)
    {
      replaced[row][column] = b[row];
    }
    x[column] = Determinant(replaced) / determinant;
  }
  return x;
}

/** Outer corners of the grid: half a voxel beyond the centers, so that a single slice has a thickness too. */
Zyx<double>
Corner(const Zyx<std::int64_t> & size, int which)
{
  Zyx<double> corner;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    corner[axis] = ((which >> axis) & 1) != 0 ? static_cast<double>(size[axis]) - 0.5 : -0.5;
  }
  return corner;
}

/** The property to blame, with both values, for a message. */
std::string
FirstDifference(const ImageGeometry & a, const ImageGeometry & b)
{
  const auto differ = [](double left, double right) {
    return std::abs(left - right) > 1e-5 * std::max({std::abs(left), std::abs(right), 1.0});
  };
  if (!(a.size == b.size))
  {
    return fmt::format("size {}x{}x{} and {}x{}x{} voxels (x, y, z)", a.size.x, a.size.y, a.size.z, b.size.x, b.size.y,
                       b.size.z);
  }
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    if (differ(a.spacingMm[axis], b.spacingMm[axis]))
    {
      return fmt::format("spacing {:.7g} x {:.7g} x {:.7g} and {:.7g} x {:.7g} x {:.7g} mm (x, y, z)", a.spacingMm.x,
                         a.spacingMm.y, a.spacingMm.z, b.spacingMm.x, b.spacingMm.y, b.spacingMm.z);
    }
  }
  for (std::size_t row = 0; row < 3; ++row)
  {
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      if (differ(a.directionLps[row][axis], b.directionLps[row][axis]))
      {
        return fmt::format("direction {} and {} ({:.6f} and {:.6f} in component {} of axis {})", OrientationCode(a),
                           OrientationCode(b), a.directionLps[row][axis], b.directionLps[row][axis], "xyz"[row],
                           "zyx"[axis]);
      }
    }
  }
  return fmt::format("origin ({}) and ({}) mm", fmt::join(a.originLps, ", "), fmt::join(b.originLps, ", "));
}

} // namespace

Vector3
WorldFromVoxel(const ImageGeometry & geometry, const Zyx<double> & voxel)
{
  Vector3 world = geometry.originLps;
  for (std::size_t row = 0; row < 3; ++row)
  {
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      world[row] += geometry.directionLps[row][axis] * geometry.spacingMm[axis] * voxel[axis];
    }
  }
  return world;
}

Zyx<double>
VoxelFromWorld(const ImageGeometry & geometry, const Vector3 & world)
{
  Vector3 offset{};
  for (std::size_t row = 0; row < 3; ++row)
  {
    offset[row] = world[row] - geometry.originLps[row];
  }
  const Vector3 voxel = Solve(StepMatrix(geometry), offset);
  return {voxel[0], voxel[1], voxel[2]};
}

ImageGeometry
Cropped(const ImageGeometry & geometry, const Box & box)
{
  if (box.Empty())
  {
    Fail(ErrorKind::Internal, "cropping to an empty box");
  }
  ImageGeometry result = geometry;
  result.size = box.Size();
  result.originLps = WorldFromVoxel(
      geometry, {static_cast<double>(box.lower.z), static_cast<double>(box.lower.y), static_cast<double>(box.lower.x)});
  return result;
}

ImageGeometry
Resized(const ImageGeometry & geometry, const Zyx<std::int64_t> & size)
{
  ImageGeometry result = geometry;
  result.size = size;
  Zyx<double> firstCenter;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    if (size[axis] < 1)
    {
      Fail(ErrorKind::Internal, "resizing to {}x{}x{} voxels (x, y, z)", size.x, size.y, size.z);
    }
    const double ratio = static_cast<double>(geometry.size[axis]) / static_cast<double>(size[axis]);
    result.spacingMm[axis] = geometry.spacingMm[axis] * ratio;
    firstCenter[axis] = 0.5 * ratio - 0.5;
  }
  result.originLps = WorldFromVoxel(geometry, firstCenter);
  return result;
}

double
VoxelVolumeMm3(const ImageGeometry & geometry)
{
  return std::abs(Determinant(StepMatrix(geometry)));
}

double
CornerDistanceVoxels(const ImageGeometry & a, const ImageGeometry & b)
{
  if (!(a.size == b.size))
  {
    return std::numeric_limits<double>::infinity();
  }
  double largest = 0.0;
  for (int which = 0; which < 8; ++which)
  {
    const Zyx<double> corner = Corner(a.size, which);
    const Zyx<double> seen = VoxelFromWorld(a, WorldFromVoxel(b, corner));
    largest = std::max(largest, std::hypot(seen.z - corner.z, seen.y - corner.y, seen.x - corner.x));
  }
  return largest;
}

void
RequireSameGeometry(const ImageGeometry & a, std::string_view nameOfA, const ImageGeometry & b,
                    std::string_view nameOfB, double toleranceVoxels)
{
  const double distance = CornerDistanceVoxels(a, b);
  if (distance <= toleranceVoxels)
  {
    return;
  }
  Fail(ErrorKind::BadInput,
       "{} and {} do not cover the same grid: found {}, expected equal within {} voxel (corners are {:.3g} voxels "
       "apart); "
       "resample one onto the other",
       nameOfA, nameOfB, FirstDifference(a, b), toleranceVoxels, distance);
}

std::string
Describe(const ImageGeometry & geometry)
{
  return fmt::format("{}x{}x{} voxels (x, y, z), {:.5g} x {:.5g} x {:.5g} mm, {}", geometry.size.x, geometry.size.y,
                     geometry.size.z, geometry.spacingMm.x, geometry.spacingMm.y, geometry.spacingMm.z,
                     OrientationCode(geometry));
}

} // namespace vox
