// SPDX-License-Identifier: Apache-2.0
#ifndef voxBox_h
#define voxBox_h

#include "voxZyx.h"

#include <cstdint>

namespace vox
{

/** A half-open box of voxels: lower <= index < upper on every axis. May reach outside an image, where that means
 * padding. */
struct Box
{
  Zyx<std::int64_t> lower{0, 0, 0};
  Zyx<std::int64_t> upper{0, 0, 0};

  [[nodiscard]] constexpr Zyx<std::int64_t>
  Size() const
  {
    return {upper.z - lower.z, upper.y - lower.y, upper.x - lower.x};
  }
  [[nodiscard]] constexpr bool
  Empty() const
  {
    return upper.z <= lower.z || upper.y <= lower.y || upper.x <= lower.x;
  }
  friend constexpr bool operator==(const Box &, const Box &) = default;
};

/** The box that covers a whole grid. */
[[nodiscard]] constexpr Box
WholeBox(const Zyx<std::int64_t> & size)
{
  return {{0, 0, 0}, size};
}

} // namespace vox

#endif
