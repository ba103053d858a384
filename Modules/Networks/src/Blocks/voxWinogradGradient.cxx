// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxWinogradGradient.h"

#include "Blocks/voxForEachTarget.h"
#include "Blocks/voxInTurn.h"
#include "Blocks/voxWinogradTaps.h"

#include <algorithm>
#include <vector>

namespace vox
{
namespace
{

/** Channels of the input, and of the gradient, whose products are summed together: their sums at all points are to stay
 * in the second-level cache. */
constexpr std::int64_t kInputChunk = 64;
constexpr std::int64_t kOutputChunk = 64;
/** Sums that are held at a time, so that there is work for several threads. */
constexpr std::int64_t kUnits = 16;
/** Parts of the tiles that are summed apart for it in layers of few channels, at the most. */
constexpr std::int64_t kMostParts = 8;

/** What is summed by one thread at a time: a point along z and a part of the tiles. */
struct Unit
{
  int zPoint;
  std::int64_t part;
};

struct Job
{
  const WinogradExtent & extent;
  const Tiling & tiling;
  std::span<const FeatureVolume> inputs;
  const float * gradient;
  const PointSums & sums;
};

/** Floats of a row of the gradient, in whole tiles, of some channels. */
std::int64_t
GradientRow(const Tiling & tiling, std::int64_t channels)
{
  return tiling.rowTiles * kTileWidth * channels;
}

/** What one thread works with. */
struct Workspace
{
  explicit Workspace(const Job & job)
      : inputRows(Zeros((job.tiling.height + 2) * job.tiling.InputRow(kInputChunk))),
        inputPoints(Zeros(PlanePoints(job.tiling.height) * PointStep(job.tiling.BlockTiles(), kInputChunk))),
        gradientRows(Zeros((job.tiling.height + 2) * GradientRow(job.tiling, kOutputChunk))),
        gradientPoints(Zeros(PlanePoints(job.tiling.height) * PointStep(job.tiling.BlockTiles(), kOutputChunk))),
        zeros(Zeros(job.tiling.size.x * std::max(job.extent.inputChannels, job.extent.outputChannels)))
  {}

  static AlignedFloats
  Zeros(std::int64_t count)
  {
    AlignedFloats floats = MakeAlignedFloats(count);
    std::fill_n(floats.get(), count, 0.0F);
    return floats;
  }

  /** Zeros in the rows, of which only those around the image are read: once for each number of channels. */
  void
  Clear(const Job & job)
  {
    if (job.sums.inputs.count != inputChannels)
    {
      inputChannels = job.sums.inputs.count;
      std::fill_n(inputRows.get(), (job.tiling.height + 2) * job.tiling.InputRow(inputChannels), 0.0F);
    }
    if (job.sums.outputs.count != outputChannels)
    {
      outputChannels = job.sums.outputs.count;
      std::fill_n(gradientRows.get(), (job.tiling.height + 2) * GradientRow(job.tiling, outputChannels), 0.0F);
    }
  }

  std::int64_t inputChannels = 0;
  std::int64_t outputChannels = 0;
  AlignedFloats inputRows;
  AlignedFloats inputPoints;    ///< [point][tile][input channel]
  AlignedFloats gradientRows;   ///< [point along y][voxel][output channel]
  AlignedFloats gradientPoints; ///< [point][tile][column]
  AlignedFloats zeros;          ///< a row outside of the image
  std::vector<FeatureVolume> volumes;
};

/** The points along z and y of the rows of the gradient from (z, y) on that make one tile row; what lies outside of the
 * image is zero. */
template <int VLanes, int VHeight>
[[gnu::always_inline]] inline void
CombineGradientRows(const Job & job, int zPoint, std::int64_t sample, std::int64_t z, std::int64_t y,
                    Workspace & workspace)
{
  const ChannelChunk & outputs = job.sums.outputs;
  const Zyx<std::int64_t> & size = job.tiling.size;
  const std::int64_t channels = job.extent.outputChannels;
  const FeatureVolume volume{job.gradient + sample * Product(size) * channels, channels};
  const bool flat = job.tiling.depth == 1;
  const float firstFactor = flat ? 1.0F : kPairOutputs[0][zPoint];
  const float secondFactor = flat ? 0.0F : kPairOutputs[1][zPoint];
  const float * first[VHeight];
  const float * second[VHeight];
  for (int row = 0; row < VHeight; ++row)
  {
    const auto rowOf = [&](float factor, std::int64_t slice) {
      const float * const zeros = workspace.zeros.get();
      return factor == 0.0F ? zeros : RowAt(volume, job.tiling, slice, y + row, zeros) + outputs.first;
    };
    first[row] = rowOf(firstFactor, z);
    second[row] = rowOf(secondFactor, z + 1);
  }
  const std::int64_t rowStep = GradientRow(job.tiling, outputs.count);
  for (std::int64_t x = 0; x < size.x; ++x)
  {
    for (std::int64_t c = 0; c < outputs.count; c += VLanes)
    {
      Lanes<VLanes> in[VHeight];
      Lanes<VLanes> out[MinimalFilter<VHeight>::points];
#pragma GCC unroll 4
      for (int row = 0; row < VHeight; ++row)
      {
        in[row] = firstFactor * LoadLanes<VLanes>(first[row] + x * channels + c) +
                  secondFactor * LoadLanes<VLanes>(second[row] + x * channels + c);
      }
      MinimalFilter<VHeight>::Gradients(in, out);
#pragma GCC unroll 8
      for (int row = 0; row < MinimalFilter<VHeight>::points; ++row)
      {
        StoreLanes<VLanes>(workspace.gradientRows.get() + row * rowStep + x * outputs.count + c, out[row]);
      }
    }
  }
}

/** The points along x of the gradient of one tile row: [point][tile of the block][column]. */
template <int VLanes, int VHeight>
[[gnu::always_inline]] inline void
TransformGradientRow(const Job & job, const float * rows, std::int64_t blockTiles, float * points)
{
  const std::int64_t count = job.sums.outputs.count;
  const std::int64_t columns = job.sums.Columns();
  for (int y = 0; y < MinimalFilter<VHeight>::points; ++y)
  {
    const float * const source = rows + y * GradientRow(job.tiling, count);
    float * const target = points + y * RowFilter::points * PointStep(blockTiles, columns);
    for (std::int64_t tile = 0; tile < job.tiling.rowTiles; ++tile)
    {
      for (std::int64_t c = 0; c < count; c += VLanes)
      {
        Lanes<VLanes> in[kTileWidth];
        Lanes<VLanes> out[RowFilter::points];
#pragma GCC unroll 4
        for (int x = 0; x < kTileWidth; ++x)
        {
          in[x] = LoadLanes<VLanes>(source + (tile * kTileWidth + x) * count + c);
        }
        RowFilter::Gradients(in, out);
#pragma GCC unroll 8
        for (int x = 0; x < RowFilter::points; ++x)
        {
          StoreLanes<VLanes>(target + x * PointStep(blockTiles, columns) + tile * columns + c, out[x]);
        }
      }
    }
  }
}

/** A point along z, where a tile row lies in the output, and the number of its first tile in the block. */
struct TilePlace
{
  int zPoint;
  std::int64_t z;
  std::int64_t y;
  std::int64_t tile;
};

/** The points of input and gradient of one tile row. */
template <int VLanes, int VHeight>
[[gnu::always_inline]] inline void
TransformRows(const Job & job, std::int64_t sample, const TilePlace & place, std::int64_t blockTiles,
              Workspace & workspace)
{
  const ChannelChunk & inputs = job.sums.inputs;
  CombineRows<VLanes, VHeight>(workspace.volumes, job.tiling, inputs,
                               kPairInputs[static_cast<std::size_t>(place.zPoint)], place.z - (job.tiling.depth - 1),
                               place.y - 1, workspace.zeros.get(), workspace.inputRows.get());
  TransformTileRow<VLanes, VHeight>(job.tiling, inputs, workspace.inputRows.get(), blockTiles,
                                    workspace.inputPoints.get() + place.tile * inputs.count);
  CombineGradientRows<VLanes, VHeight>(job, place.zPoint, sample, place.z, place.y, workspace);
  TransformGradientRow<VLanes, VHeight>(job, workspace.gradientRows.get(), blockTiles,
                                        workspace.gradientPoints.get() + place.tile * job.sums.Columns());
}

/** Adds the products of the points of one block of tile rows to the sums. */
template <int VLanes, int VHeight>
[[gnu::always_inline]] inline void
AddTiles(const Job & job, int zPoint, std::int64_t sample, std::int64_t firstRow, std::int64_t lastRow,
         Workspace & workspace, float * sums)
{
  const Tiling & tiling = job.tiling;
  const ChannelChunk & inputs = job.sums.inputs;
  const std::int64_t columns = job.sums.Columns();
  const std::int64_t blockTiles = (lastRow - firstRow) * tiling.rowTiles;
  const bool isWide = FillLanes(VLanes, workspace.volumes, inputs) && job.sums.outputs.count % VLanes == 0;
  for (std::int64_t tileRow = firstRow; tileRow < lastRow; ++tileRow)
  {
    const std::int64_t z = tileRow / tiling.rowsAlongY * tiling.depth;
    const std::int64_t y = tileRow % tiling.rowsAlongY * VHeight;
    const std::int64_t tile = (tileRow - firstRow) * tiling.rowTiles;
    const TilePlace place{zPoint, z, y, tile};
    isWide ? TransformRows<VLanes, VHeight>(job, sample, place, blockTiles, workspace)
           : TransformRows<kChannelLanes, VHeight>(job, sample, place, blockTiles, workspace);
  }
  constexpr std::int64_t together = kTileBlocks<VLanes> * kColumnBlock;
  for (std::int64_t point = 0; point < PlanePoints(VHeight); ++point)
  {
    for (std::int64_t column = 0; column < columns; column += together)
    {
      float * const target = sums + point * inputs.count * columns + column;
      const TileProduct product{.rows = workspace.inputPoints.get() + point * PointStep(blockTiles, inputs.count),
                                .rowStep = 1,
                                .depthStep = inputs.count,
                                .weights =
                                    workspace.gradientPoints.get() + point * PointStep(blockTiles, columns) + column,
                                .weightStep = columns,
                                .depth = blockTiles,
                                .output = target,
                                .outputStep = columns};
      column + together <= columns ? MultiplyTile<VLanes, kTileBlocks<VLanes>>(product, inputs.count, {target, columns})
                                   : MultiplyTile<VLanes>(product, inputs.count, {target, columns});
    }
  }
}

template <int VLanes>
[[gnu::always_inline]] inline void
AddBlock(const Job & job, int zPoint, std::int64_t sample, std::int64_t firstRow, std::int64_t lastRow,
         Workspace & workspace, float * sums)
{
  job.tiling.height == 4 ? AddTiles<VLanes, 4>(job, zPoint, sample, firstRow, lastRow, workspace, sums)
                         : AddTiles<VLanes, 2>(job, zPoint, sample, firstRow, lastRow, workspace, sums);
}

VOX_FOR_EACH_TARGET(AddBlock,
                    (const Job & job, int zPoint, std::int64_t sample, std::int64_t firstRow, std::int64_t lastRow,
                     Workspace & workspace, float * sums),
                    (job, zPoint, sample, firstRow, lastRow, workspace, sums))

void
SumUnit(const Job & job, const Unit & unit, Workspace & workspace, float * sums)
{
  const Tiling & tiling = job.tiling;
  workspace.Clear(job);
  std::fill_n(sums, job.sums.PlaneCount(), 0.0F);
  const std::int64_t blocks = job.extent.samples * tiling.Blocks();
  for (std::int64_t block = unit.part * blocks / job.sums.parts; block < (unit.part + 1) * blocks / job.sums.parts;
       ++block)
  {
    const std::int64_t sample = block / tiling.Blocks();
    const std::int64_t first = block % tiling.Blocks() * tiling.blockRows;
    workspace.volumes.assign(job.inputs.begin(), job.inputs.end());
    for (FeatureVolume & volume : workspace.volumes)
    {
      volume.values += sample * Product(tiling.size) * volume.channels;
    }
    AddBlockForThisProcessor(job, unit.zPoint, sample, first, std::min(first + tiling.blockRows, tiling.tileRows),
                             workspace, sums);
  }
}

/** All pairs of a chunk of input channels and one of output channels. */
std::vector<PointSums>
PairsOf(const WinogradExtent & extent, int tileHeight)
{
  std::vector<PointSums> pairs;
  for (std::int64_t in = 0; in < extent.inputChannels; in += kInputChunk)
  {
    for (std::int64_t out = 0; out < extent.outputChannels; out += kOutputChunk)
    {
      pairs.push_back({.values = nullptr,
                       .parts = 1,
                       .zPoints = extent.kernelDepth == 3 ? MinimalFilter<2>::points : 1,
                       .tileHeight = tileHeight,
                       .inputs = {in, std::min(kInputChunk, extent.inputChannels - in)},
                       .outputs = {out, std::min(kOutputChunk, extent.outputChannels - out)}});
    }
  }
  const std::int64_t units = std::ssize(pairs) * pairs.front().zPoints;
  for (PointSums & sums : pairs)
  {
    sums.parts = std::clamp<std::int64_t>(kUnits / units, 1, kMostParts);
  }
  return pairs;
}

} // namespace

void
WinogradWeightGradient(const WinogradExtent & ofSamples, std::span<const FeatureVolume> inputs, const float * gradient,
                       float * weightGradient)
{
  WinogradExtent extent = ofSamples;
  FoldSamples(extent.kernelDepth, extent.size, extent.samples);
  const Tiling tiling(extent.kernelDepth, WinogradTileHeight(ofSamples.size), extent.outputChannels, extent.size);
  std::vector<PointSums> pairs = PairsOf(extent, tiling.height);
  const std::int64_t ofPair = pairs.front().zPoints * pairs.front().parts;
  const std::int64_t together = std::min<std::int64_t>((kUnits + ofPair - 1) / ofPair, std::ssize(pairs));
  const std::int64_t mostOfUnit = pairs.front().PlaneCount(); // only last chunks are smaller
  const AlignedFloats values = MakeAlignedFloats(together * ofPair * mostOfUnit);
  for (std::int64_t first = 0; first < std::ssize(pairs); first += together)
  {
    const std::span group(pairs.begin() + first, pairs.begin() + std::min(first + together, std::ssize(pairs)));
    for (std::size_t i = 0; i < group.size(); ++i)
    {
      group[i].values = values.get() + static_cast<std::int64_t>(i) * ofPair * mostOfUnit;
    }
    InTurn(
        std::ssize(group) * ofPair,
        [&] {
          return Workspace({extent, tiling, inputs, gradient, pairs.front()});
        },
        [&](std::int64_t unit, Workspace & workspace) {
          const std::int64_t pair = unit / ofPair;
          const PointSums & sums = group[static_cast<std::size_t>(pair)];
          const std::int64_t place = unit % ofPair;
          SumUnit({extent, tiling, inputs, gradient, sums}, {static_cast<int>(place / sums.parts), place % sums.parts},
                  workspace, values.get() + pair * ofPair * mostOfUnit + place * sums.PlaneCount());
        });
    for (const PointSums & sums : group)
    {
      StoreTaps(extent, sums, weightGradient);
    }
  }
}

} // namespace vox
