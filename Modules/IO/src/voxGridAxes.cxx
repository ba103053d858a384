// SPDX-License-Identifier: Apache-2.0
#include "voxGridAxes.h"

#include "voxError.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vox
{
namespace
{

/** Cofactors over the determinant: the inverse, transposed. */
Matrix3
InverseTransposed(const Matrix3 & m)
{
  const double determinant = Determinant(m);
  Matrix3 result;
  for (std::size_t row = 0; row < 3; ++row)
  {
    const std::size_t r1 = (row + 1) % 3;
    const std::size_t r2 = (row + 2) % 3;
    for (std::size_t column = 0; column < 3; ++column)
    {
      const std::size_t c1 = (column + 1) % 3;
      const std::size_t c2 = (column + 2) % 3;
      result[row][column] = (m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]) / determinant;
    }
  }
  return result;
}

/** The orthogonal factor by Newton's iteration; left-handed stays left-handed. */
Matrix3
NearestOrthogonal(Matrix3 m)
{
  constexpr int steps = 20; // four suffice within the limit
  for (int step = 0; step < steps; ++step)
  {
    const Matrix3 other = InverseTransposed(m);
    double change = 0.0;
    for (std::size_t i = 0; i < 9; ++i)
    {
      double & value = m[i / 3][i % 3];
      const double next = 0.5 * (value + other[i / 3][i % 3]);
      change = std::max(change, std::abs(next - value));
      value = next;
    }
    if (change < 1e-15)
    {
      break;
    }
  }
  return m;
}

/** Largest angle in degrees between the columns of two matrices of unit columns. */
double
LargestAngle(const Matrix3 & a, const Matrix3 & b)
{
  double largest = 0.0;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const double chord = std::hypot(a[0][axis] - b[0][axis], a[1][axis] - b[1][axis], a[2][axis] - b[2][axis]);
    largest = std::max(largest, 2.0 * std::asin(std::min(1.0, 0.5 * chord)));
  }
  return largest * 180.0 / std::numbers::pi;
}

/** In LPS and tensor order; `direction` has unit columns in file order, RAS. */
ImageGeometry
MakeGeometry(const RasGrid & grid, const Matrix3 & direction, const Vector3 & lengths)
{
  ImageGeometry geometry;
  geometry.size = grid.size;
  for (std::size_t row = 0; row < 3; ++row)
  {
    const double sign = row < 2 ? -1.0 : 1.0;
    geometry.originLps[row] = sign * grid.origin[row] + 0.0;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      geometry.directionLps[row][2 - axis] = sign * direction[row][axis] + 0.0;
      geometry.spacingMm[2 - axis] = lengths[axis];
    }
  }
  return geometry;
}

Vector3
Center(const ImageGeometry & geometry)
{
  const auto half = [](std::int64_t count) { return 0.5 * static_cast<double>(count - 1); };
  return WorldFromVoxel(geometry, {half(geometry.size.z), half(geometry.size.y), half(geometry.size.x)});
}

} // namespace

double
Determinant(const Matrix3 & m)
{
  return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
         m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

double
LeanDegrees(const Matrix3 & direction)
{
  constexpr double none = 90.0;
  return std::abs(Determinant(direction)) > 1e-3 ? LargestAngle(direction, NearestOrthogonal(direction)) : none;
}

double
CornerDistanceMm(const ImageGeometry & a, const ImageGeometry & b)
{
  double largest = 0.0;
  for (unsigned int corner = 0; corner < 8; ++corner)
  {
    Zyx<double> voxel{-0.5, -0.5, -0.5};
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      voxel[axis] += (corner >> axis & 1U) != 0 ? static_cast<double>(a.size[axis]) : 0.0;
    }
    const Vector3 first = WorldFromVoxel(a, voxel);
    const Vector3 second = WorldFromVoxel(b, voxel);
    largest = std::max(largest, std::hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]));
  }
  return largest;
}

ImageGeometry
StraightGrid(const RasGrid & grid, const std::filesystem::path & path, const std::string & field,
             std::vector<std::string> & notes)
{
  Matrix3 direction = grid.steps;
  Vector3 lengths{};
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const double square = grid.steps[0][axis] * grid.steps[0][axis] + grid.steps[1][axis] * grid.steps[1][axis] +
                          grid.steps[2][axis] * grid.steps[2][axis]; // std::hypot of three may hide a NaN
    lengths[axis] = std::sqrt(square);
    if (!std::isfinite(square) || !std::isfinite(grid.origin[axis]))
    {
      Fail(ErrorKind::BadInput, "{}: {}: found NaN or infinity, expected millimeters; repair its header", path.string(),
           field);
    }
    for (auto & row : direction)
    {
      row[axis] /= lengths[axis] > 0.0 ? lengths[axis] : 1.0;
    }
  }
  if (!(std::abs(Determinant(direction)) > 1e-3))
  {
    Fail(ErrorKind::BadInput,
         "{}: {}: found axes that lie in one plane, expected three independent ones (the matrix is singular); repair "
         "its header",
         path.string(), field);
  }
  const Matrix3 straight = NearestOrthogonal(direction);
  const double angle = LargestAngle(direction, straight);
  const ImageGeometry leaning = MakeGeometry(grid, direction, lengths);
  ImageGeometry geometry = MakeGeometry(grid, straight, lengths);
  const Vector3 from = Center(leaning);
  const Vector3 to = Center(geometry);
  for (std::size_t row = 0; row < 3; ++row)
  {
    geometry.originLps[row] += from[row] - to[row];
  }
  const double moved = CornerDistanceMm(leaning, geometry);
  if (angle > kMostLeanDegrees)
  {
    Fail(ErrorKind::BadInput,
         "{}: {}: found axes that are not at right angles: the nearest right-angled grid differs by {:.2f} degrees and "
         "{:.1f} mm at a corner, expected at most {} degrees; resample it onto such a grid",
         path.string(), field, angle, moved, kMostLeanDegrees);
  }
  constexpr double noticedVoxels = 1e-3;
  if (CornerDistanceVoxels(leaning, geometry) > noticedVoxels)
  {
    notes.push_back(
        fmt::format("{}: {}: the axes are not quite at right angles; the nearest right-angled grid is used, "
                    "turned by {:.2g} degrees, which moves a corner by {:.2g} mm",
                    path.string(), field, angle, moved));
  }
  return geometry;
}

} // namespace vox
