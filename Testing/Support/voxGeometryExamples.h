// SPDX-License-Identifier: Apache-2.0
#ifndef voxGeometryExamples_h
#define voxGeometryExamples_h

#include "voxOrientation.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace vox::testing
{

/** The 48 ways to permute and flip three axes. */
inline std::vector<AxisOrder>
AllAxisOrders()
{
  std::vector<AxisOrder> orders;
  std::array<int, 3> source{0, 1, 2};
  do
  {
    for (int bits = 0; bits < 8; ++bits)
    {
      orders.push_back({source, {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0}});
    }
  } while (std::next_permutation(source.begin(), source.end()));
  return orders;
}

/** An orthonormal direction rotated about all three axes by these angles (radians) from the default one. */
inline Matrix3
RotatedDirection(double aboutX, double aboutY, double aboutZ)
{
  const double cx = std::cos(aboutX), sx = std::sin(aboutX);
  const double cy = std::cos(aboutY), sy = std::sin(aboutY);
  const double cz = std::cos(aboutZ), sz = std::sin(aboutZ);
  const Matrix3 rotation{{{cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx},
                          {sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx},
                          {-sy, cy * sx, cy * cx}}};
  Matrix3 direction{};
  for (std::size_t row = 0; row < 3; ++row)
  {
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      direction[row][axis] = rotation[row][2 - axis];
    }
  }
  return direction;
}

/** An oblique, anisotropic grid of odd sizes, far from the world's origin: nothing about it is symmetric. */
inline ImageGeometry
ObliqueGeometry()
{
  return {{5, 4, 7}, {2.5, 0.75, 1.25}, {-12.5, 40.25, 7.75}, RotatedDirection(0.25, -0.125, 0.375)};
}

/** Largest absolute difference of all components; infinity when the sizes differ. */
inline double
LargestDifference(const ImageGeometry & a, const ImageGeometry & b)
{
  double largest = a.size == b.size ? 0.0 : HUGE_VAL;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    largest = std::max(
        {largest, std::abs(a.spacingMm[axis] - b.spacingMm[axis]), std::abs(a.originLps[axis] - b.originLps[axis])});
    for (std::size_t row = 0; row < 3; ++row)
    {
      largest = std::max(largest, std::abs(a.directionLps[row][axis] - b.directionLps[row][axis]));
    }
  }
  return largest;
}

} // namespace vox::testing

#endif
