// SPDX-License-Identifier: Apache-2.0
#ifndef voxWinogradTiles_h
#define voxWinogradTiles_h

#include "Blocks/voxTileProducts.h"
#include "Blocks/voxWinogradConvolution.h"
#include "Blocks/voxWinogradTransform.h"

#include <algorithm>

namespace vox
{

/** Lanes of what is not a matrix product: channels are multiples of it. */
inline constexpr int kChannelLanes = 8;
/** Tiles of a block, about: their points, 24 for each channel, stay in the second-level cache. */
inline constexpr std::int64_t kBlockTiles = 48;
inline constexpr std::int64_t kPlanePoints = kPairPoints * kQuadPoints;

/** The output is cut into tiles of 2 x 2 x 4 voxels (1 x 2 x 4 for a flat kernel); a tile row is all tiles along x at
 * one place in z and y, and a block some tile rows, one after another. */
struct Tiling
{
  Tiling(std::int64_t kernelDepth, std::int64_t outputChannels, const Zyx<std::int64_t> & imageSize)
      : size(imageSize),
        depth(kernelDepth == 3 ? 2 : 1),
        rowTiles((size.x + kQuadOutputs - 1) / kQuadOutputs),
        columns((outputChannels + kColumnBlock - 1) / kColumnBlock * kColumnBlock),
        rowsAlongY((size.y + 1) / 2),
        tileRows((size.z + depth - 1) / depth * rowsAlongY)
  {
    // Whole groups of rows of the matrix product where possible.
    blockRows = std::max<std::int64_t>(1, kBlockTiles / rowTiles);
    for (std::int64_t more = blockRows; more < 2 * blockRows; ++more)
    {
      if (more * rowTiles % kTileRows<8> == 0)
      {
        blockRows = more;
        break;
      }
    }
    blockRows = std::min(blockRows, tileRows);
    // Of equal size, nearly: a small last one leaves threads without work.
    blockRows = (tileRows + Blocks() - 1) / Blocks();
  }

  Zyx<std::int64_t> size;
  std::int64_t depth;    ///< output slices of a tile
  std::int64_t rowTiles; ///< tiles of a tile row
  std::int64_t columns;  ///< output channels in whole blocks
  std::int64_t rowsAlongY;
  std::int64_t tileRows;
  std::int64_t blockRows; ///< tile rows of a block

  [[nodiscard]] std::int64_t
  Blocks() const
  {
    return (tileRows + blockRows - 1) / blockRows;
  }
  /** Floats of an input row of some channels: one voxel before the row, whole tiles, one after it. */
  [[nodiscard]] std::int64_t
  InputRow(std::int64_t channels) const
  {
    return (rowTiles * kQuadOutputs + 2) * channels;
  }
  /** Floats of one output row of the accumulators, which has room for whole tiles. */
  [[nodiscard]] std::int64_t
  OutputRow() const
  {
    return rowTiles * kQuadOutputs * columns;
  }
};

/** A chunk of the input channels. */
struct ChannelChunk
{
  std::int64_t first;
  std::int64_t count;
};

/** A row of a feature volume, or zeros (step 0) outside of the image. */
struct VolumeRow
{
  const float * values;
  std::int64_t step;
};

[[gnu::always_inline]] inline VolumeRow
RowAt(const FeatureVolume & volume, const Tiling & tiling, std::int64_t z, std::int64_t y, std::int64_t channel,
      const float * zeros)
{
  if (z < 0 || z >= tiling.size.z || y < 0 || y >= tiling.size.y)
  {
    return {zeros, 0};
  }
  return {volume.values + (z * tiling.size.y + y) * tiling.size.x * volume.channels + channel, volume.channels};
}

/** One input row, combined along z, of the channels of the chunk; the voxels around it stay zero. */
[[gnu::always_inline]] inline void
CombineRow(std::span<const FeatureVolume> inputs, const Tiling & tiling, const ChannelChunk & chunk,
           const PairInput & pair, std::int64_t z, std::int64_t y, const float * zeros, float * row)
{
  const bool flat = tiling.depth == 1;
  std::int64_t begin = 0;
  for (const FeatureVolume & volume : inputs)
  {
    const std::int64_t from = std::max(chunk.first, begin);
    const std::int64_t to = std::min(chunk.first + chunk.count, begin + volume.channels);
    if (from < to)
    {
      const VolumeRow first = RowAt(volume, tiling, flat ? z : z + pair.first, y, from - begin, zeros);
      const VolumeRow second = RowAt(volume, tiling, flat ? -1 : z + pair.second, y, from - begin, zeros);
      float * const target = row + chunk.count + (from - chunk.first);
      for (std::int64_t x = 0; x < tiling.size.x; ++x)
      {
        for (std::int64_t c = 0; c < to - from; c += kChannelLanes)
        {
          StoreLanes<kChannelLanes>(target + x * chunk.count + c,
                                    LoadLanes<kChannelLanes>(first.values + x * first.step + c) +
                                        pair.sign * LoadLanes<kChannelLanes>(second.values + x * second.step + c));
        }
      }
    }
    begin += volume.channels;
  }
}

/** The points along y and x of one tile row from its four input rows. */
[[gnu::always_inline]] inline void
TransformTileRow(const Tiling & tiling, const ChannelChunk & chunk, const float * rows, std::int64_t inputRow,
                 std::int64_t blockTiles, float * points)
{
  for (int y = 0; y < kPairPoints; ++y)
  {
    const PairInput & pair = kPairInputs[static_cast<std::size_t>(y)];
    const float * const first = rows + pair.first * inputRow;
    const float * const second = rows + pair.second * inputRow;
    float * const target = points + y * kQuadPoints * blockTiles * chunk.count;
    for (std::int64_t tile = 0; tile < tiling.rowTiles; ++tile)
    {
      for (std::int64_t c = 0; c < chunk.count; c += kChannelLanes)
      {
        const std::int64_t at = tile * kQuadOutputs * chunk.count + c;
        Lanes<kChannelLanes> in[kQuadPoints];
        Lanes<kChannelLanes> out[kQuadPoints];
#pragma GCC unroll 8
        for (int x = 0; x < kQuadPoints; ++x)
        {
          in[x] = LoadLanes<kChannelLanes>(first + at + x * chunk.count) +
                  pair.sign * LoadLanes<kChannelLanes>(second + at + x * chunk.count);
        }
        QuadInputs(in, out);
#pragma GCC unroll 8
        for (int x = 0; x < kQuadPoints; ++x)
        {
          StoreLanes<kChannelLanes>(target + (x * blockTiles + tile) * chunk.count + c, out[x]);
        }
      }
    }
  }
}

} // namespace vox

#endif
