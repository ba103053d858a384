// SPDX-License-Identifier: Apache-2.0
#include "voxBitSurface.h"

#include <algorithm>

namespace vox
{

std::array<bool, 3>
MeasuredAxes(const Zyx<std::int64_t> & imageSize)
{
  const bool single = Product(imageSize) == 1;
  return {single || imageSize.z > 1, single || imageSize.y > 1, single || imageSize.x > 1};
}

BitMask
SurfaceOf(const BitMask & mask, const std::array<bool, 3> & measured)
{
  const Zyx<std::int64_t> & size = mask.Size();
  BitMask surface(size);
  for (std::int64_t z = 0; z < size.z; ++z)
  {
    for (std::int64_t y = 0; y < size.y; ++y)
    {
      if (!mask.HasRow(z, y))
      {
        continue;
      }
      const std::uint64_t * const row = mask.Row(z, y);
      const auto neighbor = [&](bool along, std::int64_t dz, std::int64_t dy) {
        return along ? mask.RowOrZeros(z + dz, y + dy) : row;
      };
      const std::uint64_t * const front = neighbor(measured[0], -1, 0);
      const std::uint64_t * const back = neighbor(measured[0], 1, 0);
      const std::uint64_t * const above = neighbor(measured[1], 0, -1);
      const std::uint64_t * const below = neighbor(measured[1], 0, 1);
      std::uint64_t * const result = surface.EditRow(z, y);
      for (std::int64_t word = 0; word < mask.WordsPerRow(); ++word)
      {
        std::uint64_t inner = front[word] & back[word] & above[word] & below[word];
        if (measured[2])
        {
          inner &= Before(row, word) & After(row, word);
        }
        result[word] = row[word] & ~inner;
      }
    }
  }
  return surface;
}

BitMask
SurfaceCornersOf(const BitMask & mask, const std::array<bool, 3> & measured)
{
  const Zyx<std::int64_t> & size = mask.Size();
  BitMask corners({size.z + (measured[0] ? 1 : 0), size.y + (measured[1] ? 1 : 0), size.x + (measured[2] ? 1 : 0)});
  for (std::int64_t z = 0; z < corners.Size().z; ++z)
  {
    for (std::int64_t y = 0; y < corners.Size().y; ++y)
    {
      const std::int64_t zBefore = measured[0] ? z - 1 : z;
      const std::int64_t yBefore = measured[1] ? y - 1 : y;
      const std::array<const std::uint64_t *, 4> rows{mask.RowOrZeros(zBefore, yBefore), mask.RowOrZeros(zBefore, y),
                                                      mask.RowOrZeros(z, yBefore), mask.RowOrZeros(z, y)};
      const std::uint64_t * const zeros = mask.RowOrZeros(-1, -1);
      if (std::ranges::all_of(rows, [&](const std::uint64_t * row) { return row == zeros; }))
      {
        continue;
      }
      std::uint64_t * const result = corners.EditRow(z, y);
      // A corner past the last voxel of a full word lies in a word of its own, the zeros behind the row.
      for (std::int64_t word = 0; word < corners.WordsPerRow(); ++word)
      {
        std::uint64_t any = 0;
        std::uint64_t all = ~std::uint64_t{0};
        for (const std::uint64_t * const row : rows)
        {
          const std::uint64_t before = measured[2] ? Before(row, word) : row[word];
          any |= row[word] | before;
          all &= row[word] & before;
        }
        result[word] = any & ~all;
      }
    }
  }
  return corners;
}

} // namespace vox
