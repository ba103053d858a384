// SPDX-License-Identifier: Apache-2.0
#ifndef voxZyx_h
#define voxZyx_h

#include <array>
#include <cstddef>
#include <cstdint>

namespace vox
{

/** Three values in the order of tensor axes: z (slowest), y, x (fastest). ITK's x, y, z order exists only inside IO. */
template <typename T> struct Zyx
{
  T z{};
  T y{};
  T x{};

  constexpr T &
  operator[](std::size_t axis)
  {
    return axis == 0 ? z : axis == 1 ? y : x;
  }
  constexpr const T &
  operator[](std::size_t axis) const
  {
    return axis == 0 ? z : axis == 1 ? y : x;
  }
  friend constexpr bool operator==(const Zyx &, const Zyx &) = default;
};

/** Number of voxels of a box of this size. */
[[nodiscard]] constexpr std::int64_t
Product(const Zyx<std::int64_t> & size)
{
  return size.z * size.y * size.x;
}

} // namespace vox

#endif
