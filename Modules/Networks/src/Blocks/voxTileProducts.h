// SPDX-License-Identifier: Apache-2.0
#ifndef voxTileProducts_h
#define voxTileProducts_h

#include "Blocks/voxVectorLanes.h"

#include <cstdint>

namespace vox
{

/** Columns of a matrix that are computed together; weights are packed in blocks of so many. */
inline constexpr std::int64_t kColumnBlock = 16;

/** A matrix product of `rows` rows, of `depth` numbers each, with one block of columns. */
struct TileProduct
{
  const float * rows;
  std::int64_t rowStep;
  std::int64_t depthStep = 1; ///< from one number of a row to the next
  const float * weights;      ///< [depth][weightStep], of which the first kColumnBlock count
  std::int64_t weightStep = kColumnBlock;
  std::int64_t depth;
  float * output;
  std::int64_t outputStep; ///< from one row to the next
  /** From a block of columns to the one that is computed with it. */
  std::int64_t weightBlock = kColumnBlock;
  std::int64_t outputBlock = kColumnBlock;
};

/** Where the sums of a product begin. */
struct SumStart
{
  const float * values = nullptr;    ///< zero if null
  std::int64_t rowStep = 0;          ///< 0: the same for all rows
  std::int64_t block = kColumnBlock; ///< from a block of columns to the next
};

/** Rows whose sums fill the registers: 6 x 2 of AVX2's 16, 12 x 2 (or 12 x 1) of AVX-512's 32. */
template <int VLanes> inline constexpr int kTileRows = VLanes == 16 ? 12 : 6;

/** output[r][0..16) = start[r][0..16) + the sum over k of rows[r][k] * weights[k][0..16), for VRows rows, and so on for
 * VBlocks blocks of columns. */
template <int VLanes, int VRows, int VBlocks>
[[gnu::always_inline]] inline void
MultiplyRows(const TileProduct & product, std::int64_t first, const SumStart & start)
{
  constexpr int partsOfBlock = kColumnBlock / VLanes;
  constexpr int parts = VBlocks * partsOfBlock;
  const auto place = [](int part, std::int64_t block) {
    return part / partsOfBlock * block + part % partsOfBlock * VLanes;
  };
  Lanes<VLanes> sums[VRows][parts];
#pragma GCC unroll 16
  for (int row = 0; row < VRows; ++row)
  {
#pragma GCC unroll 2
    for (int part = 0; part < parts; ++part)
    {
      sums[row][part] =
          start.values == nullptr
              ? Lanes<VLanes>{}
              : LoadLanes<VLanes>(start.values + (first + row) * start.rowStep + place(part, start.block));
    }
  }
  const float * const rows = product.rows + first * product.rowStep;
  for (std::int64_t k = 0; k < product.depth; ++k)
  {
    Lanes<VLanes> weights[parts];
#pragma GCC unroll 2
    for (int part = 0; part < parts; ++part)
    {
      weights[part] = LoadLanes<VLanes>(product.weights + k * product.weightStep + place(part, product.weightBlock));
    }
#pragma GCC unroll 16
    for (int row = 0; row < VRows; ++row)
    {
      const float value = rows[row * product.rowStep + k * product.depthStep];
#pragma GCC unroll 2
      for (int part = 0; part < parts; ++part)
      {
        sums[row][part] += value * weights[part];
      }
    }
  }
#pragma GCC unroll 16
  for (int row = 0; row < VRows; ++row)
  {
#pragma GCC unroll 2
    for (int part = 0; part < parts; ++part)
    {
      StoreLanes<VLanes>(product.output + (first + row) * product.outputStep + place(part, product.outputBlock),
                         sums[row][part]);
    }
  }
}

/** The same for `count` rows. Each sum is added in the order of k. */
template <int VLanes, int VBlocks = 1>
[[gnu::always_inline]] inline void
MultiplyTile(const TileProduct & product, std::int64_t count, const SumStart & start)
{
  // Fewer than three rows would wait for their own sums, so that 7 are taken as 4 and 3, and 8 as 4 and 4.
  const auto isWhole = [&](std::int64_t left) { return left >= kTileRows<VLanes> && left != 7 && left != 8; };
  std::int64_t row = 0;
  for (; isWhole(count - row); row += kTileRows<VLanes>)
  {
    MultiplyRows<VLanes, kTileRows<VLanes>, VBlocks>(product, row, start);
  }
  for (; row + 4 <= count; row += 4)
  {
    MultiplyRows<VLanes, 4, VBlocks>(product, row, start);
  }
  for (; row + 3 <= count; row += 3)
  {
    MultiplyRows<VLanes, 3, VBlocks>(product, row, start);
  }
  for (; row < count; ++row)
  {
    MultiplyRows<VLanes, 1, VBlocks>(product, row, start);
  }
}

/** Blocks of columns that are computed together: what AVX-512 loads of the rows is then used twice. */
template <int VLanes> inline constexpr int kTileBlocks = VLanes == 16 ? 2 : 1;

} // namespace vox

#endif
