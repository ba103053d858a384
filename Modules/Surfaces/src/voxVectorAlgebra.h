// SPDX-License-Identifier: Apache-2.0
#ifndef voxVectorAlgebra_h
#define voxVectorAlgebra_h

#include "voxImageGeometry.h"

#include <cmath>

/** Of vectors of three components. */
namespace vox
{

[[nodiscard]] inline Vector3
Plus(const Vector3 & a, const Vector3 & b)
{
  return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}

[[nodiscard]] inline Vector3
Minus(const Vector3 & a, const Vector3 & b)
{
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

[[nodiscard]] inline Vector3
Times(const Vector3 & a, double factor)
{
  return {a[0] * factor, a[1] * factor, a[2] * factor};
}

[[nodiscard]] inline double
Dot(const Vector3 & a, const Vector3 & b)
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

[[nodiscard]] inline Vector3
Cross(const Vector3 & a, const Vector3 & b)
{
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

[[nodiscard]] inline double
Norm(const Vector3 & a)
{
  return std::sqrt(Dot(a, a));
}

} // namespace vox

#endif
