// SPDX-License-Identifier: Apache-2.0
#ifndef voxAffineMap_h
#define voxAffineMap_h

#include <array>

namespace vox::kernels
{

/** A point of a picture in pixels; the middle of the first pixel is (0, 0). */
struct PlanePoint
{
  double x = 0.0; ///< along a row
  double y = 0.0; ///< along a column
  bool operator==(const PlanePoint &) const = default;
};

/** x' = m[0][0] x + m[0][1] y + m[0][2], y' likewise with m[1]: the 2x3 matrix of OpenCV's getAffineTransform. */
struct AffineMap
{
  std::array<std::array<double, 3>, 2> m{{{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}}};

  [[nodiscard]] PlanePoint
  operator()(const PlanePoint & p) const
  {
    return {m[0][0] * p.x + m[0][1] * p.y + m[0][2], m[1][0] * p.x + m[1][1] * p.y + m[1][2]};
  }
};

/** The one map that takes each point of `from` to its partner. Throws Error(Internal) for points of `from` on one line.
 */
[[nodiscard]] AffineMap AffineMapOf(const std::array<PlanePoint, 3> & from, const std::array<PlanePoint, 3> & to);

/** The way back, in the order of operations of OpenCV's invertAffineTransform. Throws Error(Internal) for a map of the
 * plane onto a line or a point. */
[[nodiscard]] AffineMap Inverse(const AffineMap & map);

} // namespace vox::kernels

#endif
