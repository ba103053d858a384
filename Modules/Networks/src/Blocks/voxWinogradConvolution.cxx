// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxWinogradConvolution.h"

#include "Blocks/voxForEachTarget.h"
#include "Blocks/voxMoments.h"
#include "Blocks/voxWinogradTiles.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

namespace vox
{
namespace
{

/** What one thread works with. */
struct Workspace
{
  Workspace(const Tiling & tiling, std::int64_t inputChannels)
      : points(MakeAlignedFloats(kPlanePoints * tiling.blockRows * tiling.rowTiles * Chunk(inputChannels))),
        products(MakeAlignedFloats(kPlanePoints * tiling.blockRows * tiling.rowTiles * kColumnBlock)),
        rows(MakeAlignedFloats(4 * tiling.InputRow(Chunk(inputChannels)))),
        sums(MakeAlignedFloats(2 * tiling.depth * tiling.blockRows * tiling.OutputRow())),
        zeros(static_cast<std::size_t>(inputChannels), 0.0F)
  {}

  static std::int64_t
  Chunk(std::int64_t inputChannels)
  {
    return std::min(inputChannels, WinogradWeights::chunkChannels);
  }
  AlignedFloats points;   ///< [point y][point x][tile][channel of the chunk]
  AlignedFloats products; ///< [point y][point x][tile][column of the block]
  AlignedFloats rows;     ///< four input rows, combined along z
  AlignedFloats sums;     ///< [tile row][2 or 1 slices][2 rows][whole row][columns]
  std::vector<float> zeros;
};

struct Job
{
  const WinogradWeights & weights;
  std::span<const FeatureVolume> inputs;
  const float * bias; ///< [columns]
  float * output;
  float * rowMoments;
};

/** Adds the products of one point along z and one block of columns to the output rows that they belong to. */
template <int VLanes>
[[gnu::always_inline]] inline void
AddOutputs(const Tiling & tiling, const float * products, std::int64_t blockTiles, int zPoint, float * sums)
{
  const std::int64_t step = blockTiles * kColumnBlock;
  const std::int64_t row = tiling.OutputRow();
  for (std::int64_t tile = 0; tile < blockTiles; ++tile)
  {
    float * const target =
        sums + tile / tiling.rowTiles * 2 * tiling.depth * row + tile % tiling.rowTiles * kQuadOutputs * tiling.columns;
    for (std::int64_t c = 0; c < kColumnBlock; c += VLanes)
    {
      const float * const source = products + tile * kColumnBlock + c;
      Lanes<VLanes> low[kQuadPoints];
      Lanes<VLanes> high[kQuadPoints];
#pragma GCC unroll 8
      for (int x = 0; x < kQuadPoints; ++x)
      {
        const Lanes<VLanes> one = LoadLanes<VLanes>(source + (kQuadPoints + x) * step);
        const Lanes<VLanes> two = LoadLanes<VLanes>(source + (2 * kQuadPoints + x) * step);
        low[x] = LoadLanes<VLanes>(source + x * step) + (one + two);
        high[x] = (one - two) - LoadLanes<VLanes>(source + (3 * kQuadPoints + x) * step);
      }
      Lanes<VLanes> values[2][kQuadOutputs];
      QuadOutputs(low, values[0]);
      QuadOutputs(high, values[1]);
      for (std::int64_t slice = 0; slice < tiling.depth; ++slice)
      {
        const float sign = tiling.depth == 1 ? 1.0F : kPairOutputs[slice][zPoint];
        if (sign == 0.0F)
        {
          continue;
        }
#pragma GCC unroll 2
        for (int y = 0; y < 2; ++y)
        {
#pragma GCC unroll 4
          for (int x = 0; x < kQuadOutputs; ++x)
          {
            float * const sum = target + (slice * 2 + y) * row + x * tiling.columns + c;
            StoreLanes<VLanes>(sum, LoadLanes<VLanes>(sum) + sign * values[y][x]);
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
  const std::int64_t channels = job.weights.OutputChannels();
  for (std::int64_t tileRow = firstRow; tileRow < lastRow; ++tileRow)
  {
    for (std::int64_t part = 0; part < 2 * tiling.depth; ++part)
    {
      const std::int64_t z = tileRow / tiling.rowsAlongY * tiling.depth + part / 2;
      const std::int64_t y = tileRow % tiling.rowsAlongY * 2 + part % 2;
      if (z >= tiling.size.z || y >= tiling.size.y)
      {
        continue;
      }
      const std::int64_t index = z * tiling.size.y + y;
      const float * const source = sums + ((tileRow - firstRow) * 2 * tiling.depth + part) * tiling.OutputRow();
      float * const target = job.output + index * tiling.size.x * channels;
      for (std::int64_t x = 0; x < tiling.size.x; ++x)
      {
        std::copy_n(source + x * tiling.columns, channels, target + x * channels);
      }
      if (job.rowMoments != nullptr)
      {
        float * const moments = job.rowMoments + index * 2 * channels;
        BlockMoments(tiling.size.x, channels, target, moments, moments + channels);
      }
    }
  }
}

template <int VLanes>
[[gnu::always_inline]] inline void
ConvolveBlock(const Job & job, const Tiling & tiling, std::int64_t firstRow, std::int64_t lastRow,
              Workspace & workspace)
{
  const std::int64_t blockTiles = (lastRow - firstRow) * tiling.rowTiles;
  for (std::int64_t voxel = 0; voxel < (lastRow - firstRow) * 2 * tiling.depth * tiling.rowTiles * kQuadOutputs;
       ++voxel)
  {
    std::copy_n(job.bias, tiling.columns, workspace.sums.get() + voxel * tiling.columns);
  }
  const std::int64_t inputChannels = job.weights.InputChannels();
  for (std::int64_t first = 0; first < inputChannels; first += WinogradWeights::chunkChannels)
  {
    const ChannelChunk chunk{first, std::min(WinogradWeights::chunkChannels, inputChannels - first)};
    const std::int64_t inputRow = tiling.InputRow(chunk.count);
    std::fill_n(workspace.rows.get(), 4 * inputRow, 0.0F);
    for (int zPoint = 0; zPoint < (tiling.depth == 2 ? kPairPoints : 1); ++zPoint)
    {
      for (std::int64_t tileRow = firstRow; tileRow < lastRow; ++tileRow)
      {
        const std::int64_t z = tileRow / tiling.rowsAlongY * tiling.depth - (tiling.depth - 1);
        const std::int64_t y = tileRow % tiling.rowsAlongY * 2 - 1;
        for (int row = 0; row < 4; ++row)
        {
          CombineRow(job.inputs, tiling, chunk, kPairInputs[static_cast<std::size_t>(zPoint)], z, y + row,
                     workspace.zeros.data(), workspace.rows.get() + row * inputRow);
        }
        TransformTileRow(tiling, chunk, workspace.rows.get(), inputRow, blockTiles,
                         workspace.points.get() + (tileRow - firstRow) * tiling.rowTiles * chunk.count);
      }
      for (std::int64_t block = 0; block < job.weights.ColumnBlocks(); ++block)
      {
        const float * const weights = job.weights.Block(first, zPoint, block);
        for (std::int64_t point = 0; point < kPlanePoints; ++point)
        {
          MultiplyTile<VLanes>({.rows = workspace.points.get() + point * blockTiles * chunk.count,
                                .rowStep = chunk.count,
                                .weights = weights + point * chunk.count * kColumnBlock,
                                .depth = chunk.count,
                                .output = workspace.products.get() + point * blockTiles * kColumnBlock,
                                .outputStep = kColumnBlock},
                               blockTiles, {});
        }
        AddOutputs<VLanes>(tiling, workspace.products.get(), blockTiles, zPoint,
                           workspace.sums.get() + block * kColumnBlock);
      }
    }
  }
  StoreRows(job, tiling, firstRow, lastRow, workspace.sums.get());
}

VOX_FOR_EACH_TARGET(ConvolveBlock,
                    (const Job & job, const Tiling & tiling, std::int64_t firstRow, std::int64_t lastRow,
                     Workspace & workspace),
                    (job, tiling, firstRow, lastRow, workspace))

/** What lies `sample` samples further. */
Job
JobOf(const Job & first, const Tiling & tiling, std::int64_t sample, std::vector<FeatureVolume> & volumes)
{
  volumes.assign(first.inputs.begin(), first.inputs.end());
  for (FeatureVolume & volume : volumes)
  {
    volume.values += sample * Product(tiling.size) * volume.channels;
  }
  const std::int64_t channels = first.weights.OutputChannels();
  float * const moments = first.rowMoments;
  return {first.weights, volumes, first.bias, first.output + sample * Product(tiling.size) * channels,
          moments == nullptr ? nullptr : moments + sample * tiling.size.z * tiling.size.y * 2 * channels};
}

} // namespace

void
WinogradConvolution(const WinogradWeights & weights, std::span<const FeatureVolume> inputs,
                    const Zyx<std::int64_t> & size, const float * bias, float * output, float * rowMoments,
                    std::int64_t samples)
{
  const Tiling tiling(weights.KernelDepth(), weights.OutputChannels(), size);
  std::vector<float> paddedBias(static_cast<std::size_t>(tiling.columns), 0.0F);
  if (bias != nullptr)
  {
    std::copy_n(bias, weights.OutputChannels(), paddedBias.begin());
  }
  const Job job{weights, inputs, paddedBias.data(), output, rowMoments};
  at::parallel_for(0, samples * tiling.Blocks(), 1, [&](std::int64_t begin, std::int64_t end) {
    Workspace workspace(tiling, weights.InputChannels());
    std::vector<FeatureVolume> volumes;
    for (std::int64_t block = begin; block < end; ++block)
    {
      const std::int64_t first = block % tiling.Blocks() * tiling.blockRows;
      ConvolveBlockForThisProcessor(JobOf(job, tiling, block / tiling.Blocks(), volumes), tiling, first,
                                    std::min(first + tiling.blockRows, tiling.tileRows), workspace);
    }
  });
}

} // namespace vox
