// SPDX-License-Identifier: Apache-2.0
#ifndef voxWinogradTiles_h
#define voxWinogradTiles_h

#include "Blocks/voxTileProducts.h"
#include "Blocks/voxWinogradConvolution.h"
#include "Blocks/voxWinogradTransform.h"

#include <algorithm>

namespace vox
{

/** Channels are multiples of it. */
inline constexpr int kChannelLanes = 8;
/** Along x. */
using RowFilter = MinimalFilter<4>;
inline constexpr int kTileWidth = 4;

/** Points of a block, of one channel and at one point along z, about. */
inline constexpr std::int64_t kBlockPoints = 1152;

/** Floats from one point of a block to the next, `count` numbers for each tile: a cache line more than they are, as
 * lines a power of two apart would drive each other out of the first-level cache. */
constexpr std::int64_t
PointStep(std::int64_t tiles, std::int64_t count)
{
  return tiles * count + 16;
}

/** Products of a tile of so many rows at one point along z. */
constexpr std::int64_t
PlanePoints(int tileHeight)
{
  return static_cast<std::int64_t>(tileHeight + 2) * RowFilter::points;
}

/** To a flat kernel the slices of all samples are those of one image, so that a block of tiles may be of several. */
inline void
FoldSamples(std::int64_t kernelDepth, Zyx<std::int64_t> & size, std::int64_t & samples)
{
  if (kernelDepth == 1)
  {
    size.z *= samples;
    samples = 1;
  }
}

/** The output is cut into tiles of 2 x height x 4 voxels (1 x height x 4 for a flat kernel); a tile row is all tiles
 * along x at one place in z and y, and a block some tile rows, one after another. */
struct Tiling
{
  Tiling(std::int64_t kernelDepth, int tileHeight, std::int64_t outputChannels, const Zyx<std::int64_t> & imageSize)
      : size(imageSize),
        depth(kernelDepth == 3 ? 2 : 1),
        height(tileHeight),
        rowTiles((size.x + kTileWidth - 1) / kTileWidth),
        columns((outputChannels + kColumnBlock - 1) / kColumnBlock * kColumnBlock),
        rowsAlongY((size.y + height - 1) / height),
        tileRows((size.z + depth - 1) / depth * rowsAlongY)
  {
    // The points of so many tiles, of each channel of a chunk, stay in the second-level cache.
    const std::int64_t blockTiles = kBlockPoints / PlanePoints(height);
    // Whole groups of rows of the matrix product where possible.
    blockRows = std::max<std::int64_t>(1, blockTiles / rowTiles);
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
  int height;            ///< output rows of a slice of it, 2 or 4
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
  /** Tiles of a block. */
  [[nodiscard]] std::int64_t
  BlockTiles() const
  {
    return blockRows * rowTiles;
  }
  /** Floats of an input row of some channels: one voxel before the row, whole tiles, one after it. */
  [[nodiscard]] std::int64_t
  InputRow(std::int64_t channels) const
  {
    return (rowTiles * kTileWidth + 2) * channels;
  }
  /** Floats of one output row of the accumulators, which has room for whole tiles; more as in PointStep. */
  [[nodiscard]] std::int64_t
  OutputRow() const
  {
    return rowTiles * kTileWidth * columns + 16;
  }
};

/** A chunk of the input channels. */
struct ChannelChunk
{
  std::int64_t first;
  std::int64_t count;
};

/** Whether the channels of the chunk that each of the inputs has fill whole registers of so many lanes. */
inline bool
FillLanes(int lanes, std::span<const FeatureVolume> inputs, const ChannelChunk & chunk)
{
  return chunk.count % lanes == 0 &&
         std::ranges::all_of(inputs, [&](const FeatureVolume & volume) { return volume.channels % lanes == 0; });
}

/** A row of a feature volume, or zeros outside of the image. */
[[gnu::always_inline]] inline const float *
RowAt(const FeatureVolume & volume, const Tiling & tiling, std::int64_t z, std::int64_t y, const float * zeros)
{
  const bool isInside = z >= 0 && z < tiling.size.z && y >= 0 && y < tiling.size.y;
  return isInside ? volume.values + (z * tiling.size.y + y) * tiling.size.x * volume.channels : zeros;
}

/** The points along z and y of the input rows from (z, y) on that make one tile row, of the channels of the chunk:
 * rows [point along y][InputRow], in which the voxels around the image stay zero. `zeros` is a row of the volume
 * that has most channels. */
template <int VLanes, int VHeight>
[[gnu::always_inline]] inline void
CombineRows(std::span<const FeatureVolume> inputs, const Tiling & tiling, const ChannelChunk & chunk,
            const PairInput & pair, std::int64_t z, std::int64_t y, const float * zeros, float * rows)
{
  using Filter = MinimalFilter<VHeight>;
  const bool flat = tiling.depth == 1;
  const std::int64_t inputRow = tiling.InputRow(chunk.count);
  std::int64_t begin = 0;
  for (const FeatureVolume & volume : inputs)
  {
    const std::int64_t from = std::max(chunk.first, begin);
    const std::int64_t to = std::min(chunk.first + chunk.count, begin + volume.channels);
    const float * first[Filter::points];
    const float * second[Filter::points];
    for (int row = 0; row < Filter::points; ++row)
    {
      first[row] = RowAt(volume, tiling, flat ? z : z + pair.first, y + row, zeros) + (from - begin);
      second[row] = flat ? zeros : RowAt(volume, tiling, z + pair.second, y + row, zeros) + (from - begin);
    }
    float * const target = rows + chunk.count + (from - chunk.first);
    for (std::int64_t x = 0; from < to && x < tiling.size.x; ++x)
    {
      for (std::int64_t c = 0; c < to - from; c += VLanes)
      {
        Lanes<VLanes> in[Filter::points];
        Lanes<VLanes> out[Filter::points];
#pragma GCC unroll 8
        for (int row = 0; row < Filter::points; ++row)
        {
          in[row] = LoadLanes<VLanes>(first[row] + x * volume.channels + c);
          if (!flat)
          {
            in[row] += pair.sign * LoadLanes<VLanes>(second[row] + x * volume.channels + c);
          }
        }
        Filter::Inputs(in, out);
#pragma GCC unroll 8
        for (int row = 0; row < Filter::points; ++row)
        {
          StoreLanes<VLanes>(target + row * inputRow + x * chunk.count + c, out[row]);
        }
      }
    }
    begin += volume.channels;
  }
}

/** The points along x of one tile row: [point along y][point along x][tile of the block][channel]. */
template <int VLanes, int VHeight>
[[gnu::always_inline]] inline void
TransformTileRow(const Tiling & tiling, const ChannelChunk & chunk, const float * rows, std::int64_t blockTiles,
                 float * points)
{
  const std::int64_t inputRow = tiling.InputRow(chunk.count);
  const std::int64_t step = PointStep(blockTiles, chunk.count);
  for (int y = 0; y < MinimalFilter<VHeight>::points; ++y)
  {
    const float * const source = rows + y * inputRow;
    float * const target = points + y * RowFilter::points * step;
    for (std::int64_t tile = 0; tile < tiling.rowTiles; ++tile)
    {
      for (std::int64_t c = 0; c < chunk.count; c += VLanes)
      {
        Lanes<VLanes> in[RowFilter::points];
        Lanes<VLanes> out[RowFilter::points];
#pragma GCC unroll 8
        for (int x = 0; x < RowFilter::points; ++x)
        {
          in[x] = LoadLanes<VLanes>(source + (tile * kTileWidth + x) * chunk.count + c);
        }
        RowFilter::Inputs(in, out);
#pragma GCC unroll 8
        for (int x = 0; x < RowFilter::points; ++x)
        {
          StoreLanes<VLanes>(target + x * step + tile * chunk.count + c, out[x]);
        }
      }
    }
  }
}

} // namespace vox

#endif
