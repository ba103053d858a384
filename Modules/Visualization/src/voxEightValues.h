// SPDX-License-Identifier: Apache-2.0
#ifndef voxEightValues_h
#define voxEightValues_h

#include "voxZyx.h"

#include <array>
#include <cstdint>

namespace vox
{

inline constexpr std::size_t kEight = 8;

/** Places in a volume in voxels, near to each other; of those beyond it the nearest voxels count. */
struct EightPlaces
{
  std::array<float, kEight> z{};
  std::array<float, kEight> y{};
  std::array<float, kEight> x{};
};

/** Trilinear values at eight places at once, as wide registers do it. Slices have less than 2^27 voxels. */
void EightValues(const float * values, const Zyx<std::int64_t> & size, const EightPlaces & places,
                 std::array<float, kEight> & found);

} // namespace vox

#endif
