// SPDX-License-Identifier: Apache-2.0
#ifndef voxBinaryVolume_h
#define voxBinaryVolume_h

#include "voxZyx.h"

#include <cstdint>
#include <span>
#include <vector>

namespace vox
{

/** A mask [D, H, W] of one bit a voxel: 64 voxels of a row in a word, the lowest bit first. Rows begin with a new word;
 * the bits behind the last voxel of a row are 0. */
class BinaryVolume
{
public:
  using Word = std::uint64_t;
  static constexpr std::int64_t wordBits = 64;

  /** All voxels are 0. */
  explicit BinaryVolume(const Zyx<std::int64_t> & size);

  [[nodiscard]] const Zyx<std::int64_t> &
  Size() const
  {
    return m_Size;
  }
  [[nodiscard]] std::int64_t
  WordsPerRow() const
  {
    return m_WordsPerRow;
  }
  /** The bits of the voxels that a word of a row has: all of them except in the last word. */
  [[nodiscard]] Word WordMask(std::int64_t word) const;

  /** First word of a row; voxel (z, y, x) is in row z * Size().y + y. The words of the next row follow. */
  [[nodiscard]] Word *
  Row(std::int64_t row)
  {
    return m_Words.data() + row * m_WordsPerRow;
  }
  [[nodiscard]] const Word *
  Row(std::int64_t row) const
  {
    return m_Words.data() + row * m_WordsPerRow;
  }
  [[nodiscard]] std::span<Word>
  Words()
  {
    return m_Words;
  }
  [[nodiscard]] std::span<const Word>
  Words() const
  {
    return m_Words;
  }

  /** Writes 0 and 1 for all voxels, [D, H, W] as it lies in memory. Requires Product(Size()) values. */
  void CopyTo(std::span<float> values) const;

  friend bool operator==(const BinaryVolume &, const BinaryVolume &) = default;

private:
  Zyx<std::int64_t> m_Size;
  std::int64_t m_WordsPerRow;
  std::vector<Word> m_Words;
};

/** The voxels of `labels`, [D, H, W] as it lies in memory, that have this value. */
[[nodiscard]] BinaryVolume VoxelsWithLabel(std::span<const std::int16_t> labels, const Zyx<std::int64_t> & size,
                                           std::int64_t label);

} // namespace vox

#endif
