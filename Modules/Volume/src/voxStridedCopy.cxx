// SPDX-License-Identifier: Apache-2.0
#include "voxStridedCopy.h"

#include "voxError.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace vox
{
namespace
{

/** The axis before the last along which the source steps least: with the last one it makes the tiles. */
std::size_t
TileAxis(const Strides4 & from)
{
  std::size_t best = 2;
  for (const std::size_t axis : {std::size_t{1}, std::size_t{0}})
  {
    best = std::abs(from[axis]) < std::abs(from[best]) ? axis : best;
  }
  return best;
}

/** The plane of the tile axis (`rows`) and the last axis (`columns`). */
template <typename T>
void
CopyPlane(T * to, std::int64_t toRow, const T * from, std::int64_t fromRow, std::int64_t fromColumn, std::int64_t rows,
          std::int64_t columns)
{
  // Without a tile, each value of a row would come from a cache line of its own.
  const std::int64_t tile = std::abs(fromColumn) == 1 ? columns : 32;
  for (std::int64_t begin = 0; begin < columns; begin += tile)
  {
    const std::int64_t end = std::min(begin + tile, columns);
    for (std::int64_t row = 0; row < rows; ++row)
    {
      T * target = to + row * toRow;
      const T * source = from + row * fromRow;
      if (fromColumn == 1)
      {
        std::memcpy(target + begin, source + begin, static_cast<std::size_t>(end - begin) * sizeof(T));
        continue;
      }
      for (std::int64_t column = begin; column < end; ++column)
      {
        target[column] = source[column * fromColumn];
      }
    }
  }
}

template <typename T>
void
Copy(void * to, const Strides4 & toStrides, const void * from, const Strides4 & fromStrides,
     const std::array<std::int64_t, 4> & sizes)
{
  const std::size_t rows = TileAxis(fromStrides);
  const std::size_t outer = rows == 0 ? 1 : 0;
  const std::size_t inner = 3 - rows - outer;
  for (std::int64_t i = 0; i < sizes[outer]; ++i)
  {
    for (std::int64_t j = 0; j < sizes[inner]; ++j)
    {
      CopyPlane(static_cast<T *>(to) + i * toStrides[outer] + j * toStrides[inner], toStrides[rows],
                static_cast<const T *>(from) + i * fromStrides[outer] + j * fromStrides[inner], fromStrides[rows],
                fromStrides[3], sizes[rows], sizes[3]);
    }
  }
}

} // namespace

void
CopyStrided(void * to, const Strides4 & toStrides, const void * from, const Strides4 & fromStrides,
            const std::array<std::int64_t, 4> & sizes, std::size_t elementBytes)
{
  switch (elementBytes)
  {
  case 1:
    return Copy<std::uint8_t>(to, toStrides, from, fromStrides, sizes);
  case 2:
    return Copy<std::uint16_t>(to, toStrides, from, fromStrides, sizes);
  case 4:
    return Copy<std::uint32_t>(to, toStrides, from, fromStrides, sizes);
  case 8:
    return Copy<std::uint64_t>(to, toStrides, from, fromStrides, sizes);
  default:
    Fail(ErrorKind::Internal, "elements of {} bytes cannot be copied", elementBytes);
  }
}

} // namespace vox
