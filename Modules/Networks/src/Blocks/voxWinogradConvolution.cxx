// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxWinogradConvolution.h"

#include "Blocks/voxForEachTarget.h"
#include "Blocks/voxInTurn.h"
#include "Blocks/voxMoments.h"
#include "Blocks/voxWinogradTiles.h"

#include <algorithm>
#include <vector>

namespace vox
{
namespace
{

/** Floats of the products of one block of columns. */
std::int64_t
ProductsOfBlock(const Tiling & tiling, std::int64_t tiles)
{
  return PlanePoints(tiling.height) * PointStep(tiles, kColumnBlock);
}

/** What one thread works with. */
struct Workspace
{
  Workspace(const Tiling & tiling, const WinogradWeights & weights, std::int64_t volumeChannels)
      : points(MakeAlignedFloats(PlanePoints(tiling.height) * PointStep(tiling.BlockTiles(), Chunk(weights)))),
        products(MakeAlignedFloats(2 * ProductsOfBlock(tiling, tiling.BlockTiles()))),
        rows(MakeAlignedFloats((tiling.height + 2) * tiling.InputRow(Chunk(weights)))),
        sums(MakeAlignedFloats(tiling.height * tiling.depth * tiling.blockRows * tiling.OutputRow())),
        zeros(static_cast<std::size_t>(tiling.size.x * volumeChannels), 0.0F)
  {}

  static std::int64_t
  Chunk(const WinogradWeights & weights)
  {
    return std::min(weights.InputChannels(), WinogradWeights::chunkChannels);
  }

  /** Zeros in the rows, of which only those around the image are read: once for each number of channels. */
  void
  ClearRows(const Tiling & tiling, std::int64_t channels)
  {
    if (channels != rowChannels)
    {
      std::fill_n(rows.get(), (tiling.height + 2) * tiling.InputRow(channels), 0.0F);
      rowChannels = channels;
    }
  }

  AlignedFloats points;     ///< [point y][point x][tile][channel of the chunk]
  AlignedFloats products;   ///< [one or two blocks][point y][point x][tile][column of the block]
  AlignedFloats rows;       ///< input rows, combined along z and y
  AlignedFloats sums;       ///< [tile row][2 or 1 slices][rows of a tile][whole row][columns]
  std::vector<float> zeros; ///< a row of any input
  std::int64_t rowChannels = 0;
};

struct Job
{
  const WinogradWeights & weights;
  std::span<const FeatureVolume> inputs;
  const float * bias; ///< [columns]
  std::span<const FeatureTarget> outputs;
  float * rowMoments;
};

/** Adds the products of one point along z and one block of columns to the output rows that they belong to. */
template <int VLanes, int VHeight>
[[gnu::always_inline]] inline void
AddOutputs(const Tiling & tiling, const float * products, std::int64_t blockTiles, int zPoint, float * sums)
{
  using ColumnFilter = MinimalFilter<VHeight>;
  const std::int64_t step = PointStep(blockTiles, kColumnBlock);
  const std::int64_t row = tiling.OutputRow();
  for (std::int64_t tile = 0; tile < blockTiles; ++tile)
  {
    float * const target = sums + tile / tiling.rowTiles * VHeight * tiling.depth * row +
                           tile % tiling.rowTiles * kTileWidth * tiling.columns;
    for (std::int64_t c = 0; c < kColumnBlock; c += VLanes)
    {
      const float * const source = products + tile * kColumnBlock + c;
      Lanes<VLanes> rows[VHeight][RowFilter::points];
#pragma GCC unroll 8
      for (int x = 0; x < RowFilter::points; ++x)
      {
        Lanes<VLanes> column[ColumnFilter::points];
        Lanes<VLanes> out[VHeight];
#pragma GCC unroll 8
        for (int y = 0; y < ColumnFilter::points; ++y)
        {
          column[y] = LoadLanes<VLanes>(source + (y * RowFilter::points + x) * step);
        }
        ColumnFilter::Outputs(column, out);
#pragma GCC unroll 4
        for (int y = 0; y < VHeight; ++y)
        {
          rows[y][x] = out[y];
        }
      }
#pragma GCC unroll 4
      for (int y = 0; y < VHeight; ++y)
      {
        Lanes<VLanes> values[kTileWidth];
        RowFilter::Outputs(rows[y], values);
        for (std::int64_t slice = 0; slice < tiling.depth; ++slice)
        {
          const float sign = tiling.depth == 1 ? 1.0F : kPairOutputs[slice][zPoint];
          if (sign == 0.0F)
          {
            continue;
          }
#pragma GCC unroll 4
          for (int x = 0; x < kTileWidth; ++x)
          {
            float * const sum = target + (slice * VHeight + y) * row + x * tiling.columns + c;
            StoreLanes<VLanes>(sum, LoadLanes<VLanes>(sum) + sign * values[x]);
          }
        }
      }
    }
  }
}

/** Copies the rows of the block that lie inside the image to the output, with their moments. */
[[gnu::always_inline]] inline void
StoreRows(const Job & job, const Tiling & tiling, std::int64_t firstRow, std::int64_t lastRow, const float * sums)
{
  const std::int64_t parts = tiling.height * tiling.depth;
  for (std::int64_t tileRow = firstRow; tileRow < lastRow; ++tileRow)
  {
    for (std::int64_t part = 0; part < parts; ++part)
    {
      const std::int64_t z = tileRow / tiling.rowsAlongY * tiling.depth + part / tiling.height;
      const std::int64_t y = tileRow % tiling.rowsAlongY * tiling.height + part % tiling.height;
      if (z >= tiling.size.z || y >= tiling.size.y)
      {
        continue;
      }
      const std::int64_t index = z * tiling.size.y + y;
      const float * const source = sums + ((tileRow - firstRow) * parts + part) * tiling.OutputRow();
      std::int64_t first = 0;
      for (const FeatureTarget & output : job.outputs)
      {
        float * const target = output.values + index * tiling.size.x * output.channels;
        const bool isWhole = output.channels == tiling.columns;
        for (std::int64_t x = 0; x < (isWhole ? 1 : tiling.size.x); ++x)
        {
          const std::int64_t count = isWhole ? tiling.size.x * output.channels : output.channels;
          std::copy_n(source + x * tiling.columns + first, count, target + x * output.channels);
        }
        first += output.channels;
        if (job.rowMoments != nullptr)
        {
          float * const moments = job.rowMoments + index * 2 * output.channels;
          BlockMoments(tiling.size.x, output.channels, target, moments, moments + output.channels);
        }
      }
    }
  }
}

/** Which weights. */
struct WeightBlock
{
  std::int64_t chunk;
  int zPoint;
  std::int64_t block;
};

/** What some blocks of columns get from a chunk of channels at one point along z. */
template <int VLanes, int VHeight, int VBlocks>
[[gnu::always_inline]] inline void
AddProducts(const Job & job, const Tiling & tiling, const WeightBlock & place, std::int64_t blockTiles,
            Workspace & workspace)
{
  const std::int64_t depth = std::min(WinogradWeights::chunkChannels, job.weights.InputChannels() - place.chunk);
  const std::int64_t ofBlock = ProductsOfBlock(tiling, blockTiles);
  const float * const weights = job.weights.Block(place.chunk, place.zPoint, place.block);
  for (std::int64_t point = 0; point < PlanePoints(VHeight); ++point)
  {
    MultiplyTile<VLanes, VBlocks>({.rows = workspace.points.get() + point * PointStep(blockTiles, depth),
                                   .rowStep = depth,
                                   .weights = weights + point * depth * kColumnBlock,
                                   .depth = depth,
                                   .output = workspace.products.get() + point * PointStep(blockTiles, kColumnBlock),
                                   .outputStep = kColumnBlock,
                                   .weightBlock = PlanePoints(VHeight) * depth * kColumnBlock,
                                   .outputBlock = ofBlock},
                                  blockTiles, {});
  }
  for (std::int64_t i = 0; i < VBlocks; ++i)
  {
    AddOutputs<VLanes, VHeight>(tiling, workspace.products.get() + i * ofBlock, blockTiles, place.zPoint,
                                workspace.sums.get() + (place.block + i) * kColumnBlock);
  }
}

/** A point along z, and where the input rows of a tile row begin. */
struct TilePlace
{
  int zPoint;
  std::int64_t z;
  std::int64_t y;
};

/** The points of one tile row of the block. */
template <int VLanes, int VHeight>
[[gnu::always_inline]] inline void
TransformInputs(const Job & job, const Tiling & tiling, const ChannelChunk & chunk, const TilePlace & place,
                std::int64_t blockTiles, std::int64_t tileRow, Workspace & workspace)
{
  CombineRows<VLanes, VHeight>(job.inputs, tiling, chunk, kPairInputs[static_cast<std::size_t>(place.zPoint)], place.z,
                               place.y, workspace.zeros.data(), workspace.rows.get());
  TransformTileRow<VLanes, VHeight>(tiling, chunk, workspace.rows.get(), blockTiles,
                                    workspace.points.get() + tileRow * tiling.rowTiles * chunk.count);
}

template <int VLanes, int VHeight>
[[gnu::always_inline]] inline void
ConvolveTiles(const Job & job, const Tiling & tiling, std::int64_t firstRow, std::int64_t lastRow,
              Workspace & workspace)
{
  const std::int64_t blockTiles = (lastRow - firstRow) * tiling.rowTiles;
  for (std::int64_t row = 0; row < (lastRow - firstRow) * tiling.depth * VHeight; ++row)
  {
    for (std::int64_t x = 0; x < tiling.rowTiles * kTileWidth; ++x)
    {
      std::copy_n(job.bias, tiling.columns, workspace.sums.get() + row * tiling.OutputRow() + x * tiling.columns);
    }
  }
  const std::int64_t inputChannels = job.weights.InputChannels();
  for (std::int64_t first = 0; first < inputChannels; first += WinogradWeights::chunkChannels)
  {
    const ChannelChunk chunk{first, std::min(WinogradWeights::chunkChannels, inputChannels - first)};
    workspace.ClearRows(tiling, chunk.count);
    const bool isWide = FillLanes(VLanes, job.inputs, chunk);
    for (int zPoint = 0; zPoint < job.weights.ZPoints(); ++zPoint)
    {
      for (std::int64_t tileRow = firstRow; tileRow < lastRow; ++tileRow)
      {
        const std::int64_t z = tileRow / tiling.rowsAlongY * tiling.depth - (tiling.depth - 1);
        const std::int64_t y = tileRow % tiling.rowsAlongY * VHeight - 1;
        isWide ? TransformInputs<VLanes, VHeight>(job, tiling, chunk, {zPoint, z, y}, blockTiles, tileRow - firstRow,
                                                  workspace)
               : TransformInputs<kChannelLanes, VHeight>(job, tiling, chunk, {zPoint, z, y}, blockTiles,
                                                         tileRow - firstRow, workspace);
      }
      constexpr std::int64_t together = kTileBlocks<VLanes>;
      for (std::int64_t block = 0; block < job.weights.ColumnBlocks(); block += together)
      {
        const bool isWhole = block + together <= job.weights.ColumnBlocks();
        isWhole ? AddProducts<VLanes, VHeight, together>(job, tiling, {first, zPoint, block}, blockTiles, workspace)
                : AddProducts<VLanes, VHeight, 1>(job, tiling, {first, zPoint, block}, blockTiles, workspace);
      }
    }
  }
  StoreRows(job, tiling, firstRow, lastRow, workspace.sums.get());
}

template <int VLanes>
[[gnu::always_inline]] inline void
ConvolveBlock(const Job & job, const Tiling & tiling, std::int64_t firstRow, std::int64_t lastRow,
              Workspace & workspace)
{
  tiling.height == 4 ? ConvolveTiles<VLanes, 4>(job, tiling, firstRow, lastRow, workspace)
                     : ConvolveTiles<VLanes, 2>(job, tiling, firstRow, lastRow, workspace);
}

VOX_FOR_EACH_TARGET(ConvolveBlock,
                    (const Job & job, const Tiling & tiling, std::int64_t firstRow, std::int64_t lastRow,
                     Workspace & workspace),
                    (job, tiling, firstRow, lastRow, workspace))

/** What one thread works with, and what lies `sample` samples further. */
struct State
{
  Workspace workspace;
  std::vector<FeatureVolume> inputs;
  std::vector<FeatureTarget> outputs;

  Job
  JobOf(const Job & first, const Tiling & tiling, std::int64_t sample)
  {
    const std::int64_t voxels = sample * Product(tiling.size);
    inputs.assign(first.inputs.begin(), first.inputs.end());
    std::ranges::for_each(inputs, [&](FeatureVolume & input) { input.values += voxels * input.channels; });
    outputs.assign(first.outputs.begin(), first.outputs.end());
    std::ranges::for_each(outputs, [&](FeatureTarget & output) { output.values += voxels * output.channels; });
    const std::int64_t moments = sample * tiling.size.z * tiling.size.y * 2 * first.weights.OutputChannels();
    return {first.weights, inputs, first.bias, outputs,
            first.rowMoments == nullptr ? nullptr : first.rowMoments + moments};
  }
};

} // namespace

void
WinogradConvolution(const WinogradWeights & weights, std::span<const FeatureVolume> inputs,
                    const Zyx<std::int64_t> & sampleSize, const float * bias, std::span<const FeatureTarget> outputs,
                    float * rowMoments, std::int64_t samples)
{
  Zyx<std::int64_t> size = sampleSize;
  FoldSamples(weights.KernelDepth(), size, samples);
  const Tiling tiling(weights.KernelDepth(), weights.TileHeight(), weights.OutputChannels(), size);
  std::vector<float> paddedBias(static_cast<std::size_t>(tiling.columns), 0.0F);
  if (bias != nullptr)
  {
    std::copy_n(bias, weights.OutputChannels(), paddedBias.begin());
  }
  const Job job{weights, inputs, paddedBias.data(), outputs, rowMoments};
  const std::int64_t volumeChannels = std::ranges::max(inputs, {}, &FeatureVolume::channels).channels;
  InTurn(
      samples * tiling.Blocks(),
      [&] {
        return State{Workspace(tiling, weights, volumeChannels), {}, {}};
      },
      [&](std::int64_t block, State & state) {
        const std::int64_t first = block % tiling.Blocks() * tiling.blockRows;
        ConvolveBlockForThisProcessor(state.JobOf(job, tiling, block / tiling.Blocks()), tiling, first,
                                      std::min(first + tiling.blockRows, tiling.tileRows), state.workspace);
      });
}

} // namespace vox
