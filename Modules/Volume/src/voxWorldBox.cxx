// SPDX-License-Identifier: Apache-2.0
#include "voxWorldBox.h"

#include "voxError.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

double
Along(const Matrix3 & axes, std::size_t axis, const Vector3 & vector)
{
  return axes[0][axis] * vector[0] + axes[1][axis] * vector[1] + axes[2][axis] * vector[2];
}

void
RequireRightAngles(const Matrix3 & axes, std::string_view where)
{
  constexpr double tolerance = 1e-3;
  for (std::size_t i = 0; i < 3; ++i)
  {
    for (std::size_t j = i; j < 3; ++j)
    {
      const double product = Along(axes, i, {axes[0][j], axes[1][j], axes[2][j]});
      if (!(std::abs(product - (i == j ? 1.0 : 0.0)) < tolerance))
      {
        Fail(ErrorKind::Usage,
             "{}: found axes {} and {} with the product {:.4g}, expected axes of length 1 at right angles", where,
             i + 1, j + 1, product);
      }
    }
  }
}

/** A corner of the box. */
Vector3
Corner(const WorldBox & box, unsigned int which)
{
  Vector3 corner = box.centerLps;
  for (std::size_t row = 0; row < 3; ++row)
  {
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      const double side = ((which >> axis) & 1U) != 0 ? 1.0 : -1.0;
      corner[row] += side * box.halfMm[axis] * box.axesLps[row][axis];
    }
  }
  return corner;
}

} // namespace

bool
WorldBox::Holds(const Vector3 & pointLps) const
{
  const Vector3 off{pointLps[0] - centerLps[0], pointLps[1] - centerLps[1], pointLps[2] - centerLps[2]};
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    if (std::abs(Along(axesLps, axis, off)) > halfMm[axis] + 1e-6)
    {
      return false;
    }
  }
  return true;
}

WorldBox
ParseWorldBox(std::span<const double> numbers, std::string_view where)
{
  if (numbers.size() != 6 && numbers.size() != 15)
  {
    Fail(ErrorKind::Usage, "{}: found {} numbers, expected 6 (center and half sizes) or 15 (and the axes)", where,
         numbers.size());
  }
  if (!std::ranges::all_of(numbers, [](double number) { return std::isfinite(number); }))
  {
    Fail(ErrorKind::Usage, "{}: found a number that is not finite, expected millimeters", where);
  }
  WorldBox box;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    box.centerLps[axis] = numbers[axis];
    box.halfMm[axis] = numbers[3 + axis];
    if (box.halfMm[axis] <= 0.0)
    {
      Fail(ErrorKind::Usage, "{}: found the half size {}, expected one above 0 mm", where, box.halfMm[axis]);
    }
  }
  for (std::size_t i = 6; i < numbers.size(); ++i)
  {
    box.axesLps[(i - 6) / 3][(i - 6) % 3] = numbers[i];
  }
  RequireRightAngles(box.axesLps, where);
  return box;
}

Box
VoxelsAround(const ImageGeometry & geometry, const WorldBox & box)
{
  Zyx<double> first;
  Zyx<double> last;
  for (unsigned int which = 0; which < 8; ++which)
  {
    const Zyx<double> corner = VoxelFromWorld(geometry, Corner(box, which));
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      first[axis] = which == 0 ? corner[axis] : std::min(first[axis], corner[axis]);
      last[axis] = which == 0 ? corner[axis] : std::max(last[axis], corner[axis]);
    }
  }
  constexpr double spare = 1e-4; // of a voxel
  Box voxels;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const auto size = static_cast<double>(geometry.size[axis]);
    voxels.lower[axis] = static_cast<std::int64_t>(std::clamp(std::ceil(first[axis] - spare), 0.0, size));
    voxels.upper[axis] = static_cast<std::int64_t>(std::clamp(std::floor(last[axis] + spare) + 1.0, 0.0, size));
  }
  return voxels;
}

std::int64_t
CountCenters(const ImageGeometry & geometry, const WorldBox & box, const Box & among)
{
  std::int64_t count = 0;
  for (std::int64_t z = among.lower.z; z < among.upper.z; ++z)
  {
    for (std::int64_t y = among.lower.y; y < among.upper.y; ++y)
    {
      for (std::int64_t x = among.lower.x; x < among.upper.x; ++x)
      {
        const Zyx<double> voxel{static_cast<double>(z), static_cast<double>(y), static_cast<double>(x)};
        count += box.Holds(WorldFromVoxel(geometry, voxel)) ? 1 : 0;
      }
    }
  }
  return count;
}

std::string
Describe(const WorldBox & box)
{
  return fmt::format("center ({:.5g}, {:.5g}, {:.5g}), half sizes {:.5g} x {:.5g} x {:.5g} mm (LPS){}",
                     box.centerLps[0], box.centerLps[1], box.centerLps[2], box.halfMm[0], box.halfMm[1], box.halfMm[2],
                     box.axesLps == WorldBox().axesLps ? "" : ", rotated");
}

} // namespace vox
