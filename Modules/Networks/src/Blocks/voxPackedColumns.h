// SPDX-License-Identifier: Apache-2.0
#ifndef voxPackedColumns_h
#define voxPackedColumns_h

#include "Blocks/voxAlignedFloats.h"
#include "Blocks/voxTileProducts.h"

#include <algorithm>
#include <cstdint>

namespace vox
{

/** A matrix [depth, columns] and a bias for each column, in blocks of kColumnBlock columns as MultiplyTile reads them.
 * The last block is filled up with zeros. */
class PackedColumns
{
public:
  /** All zero. */
  PackedColumns(std::int64_t depth, std::int64_t columns)
      : m_Depth(depth),
        m_Blocks((columns + kColumnBlock - 1) / kColumnBlock),
        m_Values(MakeAlignedFloats(m_Depth * m_Blocks * kColumnBlock)),
        m_Bias(MakeAlignedFloats(m_Blocks * kColumnBlock))
  {
    std::fill_n(m_Values.get(), m_Depth * m_Blocks * kColumnBlock, 0.0F);
    std::fill_n(m_Bias.get(), m_Blocks * kColumnBlock, 0.0F);
  }

  [[nodiscard]] float &
  At(std::int64_t k, std::int64_t column)
  {
    return m_Values.get()[(column / kColumnBlock * m_Depth + k) * kColumnBlock + column % kColumnBlock];
  }
  [[nodiscard]] float &
  BiasAt(std::int64_t column)
  {
    return m_Bias.get()[column];
  }

  [[nodiscard]] std::int64_t
  Depth() const
  {
    return m_Depth;
  }
  [[nodiscard]] std::int64_t
  Blocks() const
  {
    return m_Blocks;
  }
  /** [Depth()][kColumnBlock] of a block of columns. */
  [[nodiscard]] const float *
  Block(std::int64_t block) const
  {
    return m_Values.get() + block * m_Depth * kColumnBlock;
  }
  /** [kColumnBlock] of a block of columns. */
  [[nodiscard]] const float *
  Bias(std::int64_t block) const
  {
    return m_Bias.get() + block * kColumnBlock;
  }

private:
  std::int64_t m_Depth;
  std::int64_t m_Blocks;
  AlignedFloats m_Values;
  AlignedFloats m_Bias;
};

} // namespace vox

#endif
