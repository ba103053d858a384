// SPDX-License-Identifier: Apache-2.0
#ifndef voxBitMask_h
#define voxBitMask_h

#include "voxZyx.h"

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace vox
{

/** A mask [D, H, W] with one bit a voxel, of which only rows that were set take memory: bit i of word w of a row is
 * voxel x = 64 w + i. A word of zeros stands before and after each row and bits past its end are zero, so that
 * neighbors are read without asking where a row ends. */
class BitMask
{
public:
  explicit BitMask(const Zyx<std::int64_t> & size);

  [[nodiscard]] const Zyx<std::int64_t> &
  Size() const
  {
    return m_Size;
  }

  /** Words of a row that hold voxels. */
  [[nodiscard]] std::int64_t
  WordsPerRow() const
  {
    return m_Stride - 2;
  }

  /** Whether the row takes memory; one that does not is zero. */
  [[nodiscard]] bool
  HasRow(std::int64_t z, std::int64_t y) const
  {
    return Place(z, y) != 0;
  }

  [[nodiscard]] const std::uint64_t *
  Row(std::int64_t z, std::int64_t y) const
  {
    return m_Words.data() + Place(z, y) * m_Stride + 1;
  }

  /** The same, zeros where z or y lies outside. */
  [[nodiscard]] const std::uint64_t *
  RowOrZeros(std::int64_t z, std::int64_t y) const
  {
    const bool inside = z >= 0 && z < m_Size.z && y >= 0 && y < m_Size.y;
    return inside ? Row(z, y) : m_Words.data() + 1;
  }

  /** The row for writing, zeros if it is new; pointers to other rows are no longer valid then. */
  [[nodiscard]] std::uint64_t * EditRow(std::int64_t z, std::int64_t y);

  /** Sets the voxels of the row from x on whose bytes are 1; each byte is 0 or 1. */
  void AddToRow(std::int64_t z, std::int64_t y, std::int64_t x, std::span<const std::uint8_t> bytes);

  [[nodiscard]] std::int64_t CountInSlice(std::int64_t z) const;

private:
  [[nodiscard]] std::int64_t
  Place(std::int64_t z, std::int64_t y) const
  {
    return m_Places[static_cast<std::size_t>(z * m_Size.y + y)];
  }

  Zyx<std::int64_t> m_Size;
  std::int64_t m_Stride;
  std::vector<std::uint32_t> m_Places; ///< for each row its number in m_Words; 0, the row of zeros, for rows not set
  std::vector<std::uint64_t> m_Words;
};

/** 64 voxels from word `word` of a row on, each its neighbor before it in the row. */
[[nodiscard]] inline std::uint64_t
Before(const std::uint64_t * row, std::int64_t word)
{
  return row[word] << 1U | row[word - 1] >> 63U;
}

/** The same with the neighbors behind. */
[[nodiscard]] inline std::uint64_t
After(const std::uint64_t * row, std::int64_t word)
{
  return row[word] >> 1U | row[word + 1] << 63U;
}

/** Calls body(y, x) for each voxel of slice z of the mask, in order. */
template <typename TBody>
void
ForEachVoxelOfSlice(const BitMask & mask, std::int64_t z, const TBody & body)
{
  for (std::int64_t y = 0; y < mask.Size().y; ++y)
  {
    const std::uint64_t * const row = mask.Row(z, y);
    const std::int64_t words = mask.HasRow(z, y) ? mask.WordsPerRow() : 0;
    for (std::int64_t word = 0; word < words; ++word)
    {
      for (std::uint64_t bits = row[word]; bits != 0; bits &= bits - 1)
      {
        body(y, 64 * word + std::countr_zero(bits));
      }
    }
  }
}

} // namespace vox

#endif
