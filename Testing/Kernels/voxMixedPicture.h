// SPDX-License-Identifier: Apache-2.0
#ifndef voxMixedPicture_h
#define voxMixedPicture_h

#include "voxResizePicture.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vox::testing
{

/** A picture for numbers of other tools. Byte i: the highest of a 64-bit mixture of seed (100 rows + columns) and place
 * (SplitMix64). */
inline std::vector<std::uint8_t>
MixedPicture(const kernels::PictureSize & size)
{
  const auto seed = static_cast<std::uint64_t>(size.rows * 100 + size.columns);
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size.rows * size.columns));
  for (std::size_t i = 0; i < bytes.size(); ++i)
  {
    std::uint64_t z = seed + (i + 1) * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    bytes[i] = static_cast<std::uint8_t>((z ^ (z >> 31)) >> 56);
  }
  return bytes;
}

} // namespace vox::testing

#endif
