// SPDX-License-Identifier: Apache-2.0
#include "voxAffineMap.h"

#include "voxError.h"

#include <cmath>

namespace vox::kernels
{
namespace
{

PlanePoint
Difference(const PlanePoint & a, const PlanePoint & b)
{
  return {a.x - b.x, a.y - b.y};
}

/** Points nearer to one line than rounding can tell lie on it. */
bool
AreParallel(const PlanePoint & a, const PlanePoint & b, double determinant)
{
  return !(std::abs(determinant) > 1e-12 * std::hypot(a.x, a.y) * std::hypot(b.x, b.y));
}

} // namespace

AffineMap
AffineMapOf(const std::array<PlanePoint, 3> & from, const std::array<PlanePoint, 3> & to)
{
  const PlanePoint a = Difference(from[1], from[0]);
  const PlanePoint b = Difference(from[2], from[0]);
  const double determinant = a.x * b.y - b.x * a.y;
  if (AreParallel(a, b, determinant))
  {
    Fail(ErrorKind::Internal,
         "affine map: found the points ({}, {}), ({}, {}), ({}, {}), expected three not on one line", from[0].x,
         from[0].y, from[1].x, from[1].y, from[2].x, from[2].y);
  }
  const PlanePoint toA = Difference(to[1], to[0]);
  const PlanePoint toB = Difference(to[2], to[0]);
  AffineMap map;
  const auto solve = [&](double alongA, double alongB, double origin, std::array<double, 3> & row) {
    row[0] = (alongA * b.y - alongB * a.y) / determinant;
    row[1] = (alongB * a.x - alongA * b.x) / determinant;
    row[2] = origin - row[0] * from[0].x - row[1] * from[0].y;
  };
  solve(toA.x, toB.x, to[0].x, map.m[0]);
  solve(toA.y, toB.y, to[0].y, map.m[1]);
  return map;
}

AffineMap
Inverse(const AffineMap & map)
{
  const auto & [x, y] = map.m;
  const double determinant = x[0] * y[1] - x[1] * y[0];
  if (AreParallel({x[0], y[0]}, {x[1], y[1]}, determinant))
  {
    Fail(ErrorKind::Internal, "affine map: found [{}, {}; {}, {}], expected one that can be undone", x[0], x[1], y[0],
         y[1]);
  }
  const double scale = 1.0 / determinant;
  const double xx = y[1] * scale;
  const double xy = x[1] * -scale;
  const double yx = y[0] * -scale;
  const double yy = x[0] * scale;
  return {{{{xx, xy, -xx * x[2] - xy * y[2]}, {yx, yy, -yx * x[2] - yy * y[2]}}}};
}

} // namespace vox::kernels
