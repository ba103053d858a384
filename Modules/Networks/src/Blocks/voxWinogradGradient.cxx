// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxWinogradGradient.h"

#include "Blocks/voxForEachTarget.h"
#include "Blocks/voxWinogradTiles.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace vox
{
namespace
{

/** Channels of the input, and of the gradient, whose products are summed together. */
constexpr std::int64_t kChunk = 64;
/** Parts of the tiles that are summed apart, so that there is work for several threads in layers of few channels. */
constexpr std::int64_t kParts = 4;
/** Rows of a tile: with four the sums would leave the second-level cache. */
constexpr int kTileHeight = 2;
constexpr std::int64_t kPlanePoints = PlanePoints(kTileHeight);

using PairFilter = MinimalFilter<2>;

/** Points along z of a tile's gradient: input row pairs of F(2, 3) turned round. */
constexpr PairInput kGradientPairs[PairFilter::points] = {{0, 1, 0.0F}, {0, 1, 1.0F}, {0, 1, -1.0F}, {1, 0, 0.0F}};
constexpr float kGradientSigns[PairFilter::points] = {1.0F, 1.0F, 1.0F, -1.0F};

/** F(4, 3): points of four gradients. */
template <typename TLanes>
[[gnu::always_inline]] inline void
QuadGradients(const TLanes (&in)[kTileWidth], TLanes (&points)[RowFilter::points])
{
  const TLanes even = in[0] + in[2];
  const TLanes odd = in[1] + in[3];
  const TLanes evenTwo = in[0] + 4.0F * in[2];
  const TLanes oddTwo = 2.0F * in[1] + 8.0F * in[3];
  points[0] = in[0];
  points[1] = even + odd;
  points[2] = even - odd;
  points[3] = evenTwo + oddTwo;
  points[4] = evenTwo - oddTwo;
  points[5] = in[3];
}

/** What is summed by one thread at a time: a point along z, a chunk of channels on both sides, a part of the tiles. */
struct Unit
{
  int zPoint;
  ChannelChunk inputs;
  ChannelChunk outputs;
  std::int64_t part;
};

struct Job
{
  const WinogradExtent & extent;
  const Tiling & tiling;
  const float * input;
  const float * gradient;
};

std::int64_t
Columns(const ChannelChunk & outputs)
{
  return (outputs.count + kColumnBlock - 1) / kColumnBlock * kColumnBlock;
}

/** Floats of the sums of a unit, [point y][point x][input channel][column]. */
std::int64_t
SumCount(const Unit & unit)
{
  return kPlanePoints * unit.inputs.count * Columns(unit.outputs);
}

/** The points along y and x of the gradient of one tile row: [point][tile][column]. */
[[gnu::always_inline]] inline void
TransformGradientRow(const Tiling & tiling, const ChannelChunk & outputs, const float * rows, std::int64_t rowStep,
                     std::int64_t blockTiles, float * points)
{
  const std::int64_t columns = Columns(outputs);
  for (int y = 0; y < PairFilter::points; ++y)
  {
    const PairInput & pair = kGradientPairs[y];
    const float * const first = rows + pair.first * rowStep;
    const float * const second = rows + pair.second * rowStep;
    for (std::int64_t tile = 0; tile < tiling.rowTiles; ++tile)
    {
      for (std::int64_t c = 0; c < outputs.count; c += kChannelLanes)
      {
        const std::int64_t at = tile * kTileWidth * outputs.count + c;
        Lanes<kChannelLanes> in[kTileWidth];
        Lanes<kChannelLanes> out[RowFilter::points];
#pragma GCC unroll 4
        for (int x = 0; x < kTileWidth; ++x)
        {
          in[x] = kGradientSigns[y] * LoadLanes<kChannelLanes>(first + at + x * outputs.count) +
                  pair.sign * LoadLanes<kChannelLanes>(second + at + x * outputs.count);
        }
        QuadGradients(in, out);
#pragma GCC unroll 8
        for (int x = 0; x < RowFilter::points; ++x)
        {
          StoreLanes<kChannelLanes>(
              points + (y * RowFilter::points + x) * PointStep(blockTiles, columns) + tile * columns + c, out[x]);
        }
      }
    }
  }
}

/** One row of the gradient, combined along z; rows and voxels outside of the image are zero. */
[[gnu::always_inline]] inline void
CombineGradientRow(const Job & job, const Unit & unit, std::int64_t sample, std::int64_t z, std::int64_t y, float * row)
{
  const Zyx<std::int64_t> & size = job.tiling.size;
  const std::int64_t channels = job.extent.outputChannels;
  const PairInput flat{0, 0, 0.0F};
  const PairInput & pair = job.tiling.depth == 1 ? flat : kGradientPairs[unit.zPoint];
  const float sign = job.tiling.depth == 1 ? 1.0F : kGradientSigns[unit.zPoint];
  const auto isInside = [&](std::int64_t slice) { return slice < size.z && y < size.y; };
  const auto rowOf = [&](std::int64_t slice) {
    return job.gradient + ((sample * size.z + slice) * size.y + y) * size.x * channels + unit.outputs.first;
  };
  const float firstFactor = isInside(z + pair.first) ? sign : 0.0F;
  const float secondFactor = isInside(z + pair.second) ? pair.sign : 0.0F;
  if (firstFactor == 0.0F && secondFactor == 0.0F)
  {
    std::fill_n(row, size.x * unit.outputs.count, 0.0F);
    return;
  }
  const float * const first = rowOf(firstFactor == 0.0F ? z + pair.second : z + pair.first);
  const float * const second = rowOf(secondFactor == 0.0F ? z + pair.first : z + pair.second);
  for (std::int64_t x = 0; x < size.x; ++x)
  {
    for (std::int64_t c = 0; c < unit.outputs.count; c += kChannelLanes)
    {
      StoreLanes<kChannelLanes>(row + x * unit.outputs.count + c,
                                firstFactor * LoadLanes<kChannelLanes>(first + x * channels + c) +
                                    secondFactor * LoadLanes<kChannelLanes>(second + x * channels + c));
    }
  }
}

/** What one thread works with. */
struct Workspace
{
  Workspace(const Tiling & tiling, std::int64_t inputChannels)
      : inputRows(MakeAlignedFloats((kTileHeight + 2) * tiling.InputRow(kChunk))),
        inputPoints(MakeAlignedFloats(kPlanePoints * PointStep(tiling.BlockTiles(), kChunk))),
        gradientRows(MakeAlignedFloats(kTileHeight * tiling.rowTiles * kTileWidth * kChunk)),
        gradientPoints(MakeAlignedFloats(kPlanePoints * PointStep(tiling.BlockTiles(), kChunk))),
        zeros(static_cast<std::size_t>(tiling.size.x * inputChannels), 0.0F)
  {}

  AlignedFloats inputRows;
  AlignedFloats inputPoints; ///< [point][tile][input channel]
  AlignedFloats gradientRows;
  AlignedFloats gradientPoints; ///< [point][tile][column]
  std::vector<float> zeros;     ///< a row of the input
};

/** Adds the products of the points of one block of tile rows to the sums. */
template <int VLanes>
[[gnu::always_inline]] inline void
AddBlock(const Job & job, const Unit & unit, std::int64_t sample, std::int64_t firstRow, std::int64_t lastRow,
         Workspace & workspace, float * sums)
{
  const Tiling & tiling = job.tiling;
  const std::int64_t blockTiles = (lastRow - firstRow) * tiling.rowTiles;
  const std::int64_t gradientRow = tiling.rowTiles * kTileWidth * unit.outputs.count;
  const std::int64_t columns = Columns(unit.outputs);
  const FeatureVolume volume{job.input + sample * Product(tiling.size) * job.extent.inputChannels,
                             job.extent.inputChannels};
  for (std::int64_t tileRow = firstRow; tileRow < lastRow; ++tileRow)
  {
    const std::int64_t z = tileRow / tiling.rowsAlongY * tiling.depth;
    const std::int64_t y = tileRow % tiling.rowsAlongY * kTileHeight;
    const std::int64_t tile = (tileRow - firstRow) * tiling.rowTiles;
    CombineRows<kTileHeight>({&volume, 1}, tiling, unit.inputs, kPairInputs[static_cast<std::size_t>(unit.zPoint)],
                             z - (tiling.depth - 1), y - 1, workspace.zeros.data(), workspace.inputRows.get());
    TransformTileRow<kTileHeight>(tiling, unit.inputs, workspace.inputRows.get(), blockTiles,
                                  workspace.inputPoints.get() + tile * unit.inputs.count);
    for (int i = 0; i < kTileHeight; ++i)
    {
      CombineGradientRow(job, unit, sample, z, y + i, workspace.gradientRows.get() + i * gradientRow);
    }
    TransformGradientRow(tiling, unit.outputs, workspace.gradientRows.get(), gradientRow, blockTiles,
                         workspace.gradientPoints.get() + tile * columns);
  }
  for (std::int64_t point = 0; point < kPlanePoints; ++point)
  {
    for (std::int64_t column = 0; column < columns; column += kColumnBlock)
    {
      float * const target = sums + point * unit.inputs.count * columns + column;
      MultiplyTile<VLanes>({.rows = workspace.inputPoints.get() + point * PointStep(blockTiles, unit.inputs.count),
                            .rowStep = 1,
                            .depthStep = unit.inputs.count,
                            .weights = workspace.gradientPoints.get() + point * PointStep(blockTiles, columns) + column,
                            .weightStep = columns,
                            .depth = blockTiles,
                            .output = target,
                            .outputStep = columns},
                           unit.inputs.count, {target, columns});
    }
  }
}

VOX_FOR_EACH_TARGET(AddBlock,
                    (const Job & job, const Unit & unit, std::int64_t sample, std::int64_t firstRow,
                     std::int64_t lastRow, Workspace & workspace, float * sums),
                    (job, unit, sample, firstRow, lastRow, workspace, sums))

void
SumUnit(const Job & job, const Unit & unit, float * sums)
{
  const Tiling & tiling = job.tiling;
  Workspace workspace(tiling, job.extent.inputChannels);
  std::fill_n(workspace.inputRows.get(), (kTileHeight + 2) * tiling.InputRow(kChunk), 0.0F);
  std::fill_n(workspace.gradientRows.get(), kTileHeight * tiling.rowTiles * kTileWidth * kChunk, 0.0F);
  std::fill_n(workspace.gradientPoints.get(), kPlanePoints * PointStep(tiling.BlockTiles(), kChunk), 0.0F);
  std::fill_n(sums, SumCount(unit), 0.0F);
  const std::int64_t blocks = job.extent.samples * tiling.Blocks();
  for (std::int64_t block = unit.part * blocks / kParts; block < (unit.part + 1) * blocks / kParts; ++block)
  {
    const std::int64_t first = block % tiling.Blocks() * tiling.blockRows;
    AddBlockForThisProcessor(job, unit, block / tiling.Blocks(), first,
                             std::min(first + tiling.blockRows, tiling.tileRows), workspace, sums);
  }
}

std::vector<ChannelChunk>
ChunksOf(std::int64_t channels)
{
  std::vector<ChannelChunk> chunks;
  for (std::int64_t first = 0; first < channels; first += kChunk)
  {
    chunks.push_back({first, std::min(kChunk, channels - first)});
  }
  return chunks;
}

/** The sums of all units of two chunks of channels, [point z][part][point y][point x][input channel][column]. */
struct ChunkSums
{
  const float * values;
  std::int64_t zPoints;
  ChannelChunk inputs;
  ChannelChunk outputs;

  /** The columns of a point and an input channel of the chunk, all parts added. */
  void
  Collect(std::int64_t zPoint, std::int64_t point, std::int64_t in, std::vector<float> & columns) const
  {
    const auto count = static_cast<std::int64_t>(columns.size());
    for (std::int64_t part = 0; part < kParts; ++part)
    {
      const float * const ofPart =
          values + (((zPoint * kParts + part) * kPlanePoints + point) * inputs.count + in) * count;
      part == 0 ? std::copy_n(ofPart, count, columns.begin())
                : std::transform(columns.begin(), columns.end(), ofPart, columns.begin(), std::plus());
    }
  }
};

/** sums[i] += factor * values[i]. */
template <typename TValue>
void
AddScaled(double factor, const std::vector<TValue> & values, double * sums)
{
  for (std::size_t i = 0; factor != 0.0 && i < values.size(); ++i)
  {
    sums[i] += factor * values[i];
  }
}

/** The taps of one input channel, [kernelDepth][3][3][column]. */
std::vector<double>
TapsOf(const ChunkSums & sums, std::int64_t kernelDepth, std::int64_t in)
{
  const auto columns = static_cast<std::size_t>(Columns(sums.outputs));
  std::vector<double> taps(static_cast<std::size_t>(kernelDepth) * 9 * columns, 0.0);
  std::vector<float> point(columns);
  for (std::int64_t z = 0; z < sums.zPoints; ++z)
  {
    for (int y = 0; y < PairFilter::points; ++y)
    {
      std::vector<double> alongX[3];
      std::fill_n(alongX, 3, std::vector<double>(columns, 0.0));
      for (int x = 0; x < RowFilter::points; ++x)
      {
        sums.Collect(z, y * RowFilter::points + x, in, point);
        for (int k = 0; k < 3; ++k)
        {
          AddScaled(RowFilter::taps[x][k], point, alongX[k].data());
        }
      }
      for (std::int64_t i = 0; i < kernelDepth; ++i)
      {
        const double alongZ = kernelDepth == 3 ? PairFilter::taps[z][i] : 1.0;
        for (int jk = 0; jk < 9; ++jk)
        {
          AddScaled(alongZ * PairFilter::taps[y][jk / 3], alongX[jk % 3],
                    taps.data() + static_cast<std::size_t>(i * 9 + jk) * columns);
        }
      }
    }
  }
  return taps;
}

/** Writes the taps of two chunks of channels to their places in the gradient. */
void
StoreTaps(const WinogradExtent & extent, const ChunkSums & sums, float * weightGradient)
{
  const std::int64_t taps = extent.kernelDepth * 9;
  const std::int64_t columns = Columns(sums.outputs);
  at::parallel_for(0, sums.inputs.count, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t in = begin; in < end; ++in)
    {
      const std::vector<double> values = TapsOf(sums, extent.kernelDepth, in);
      for (std::int64_t out = 0; out < sums.outputs.count; ++out)
      {
        for (std::int64_t tap = 0; tap < taps; ++tap)
        {
          const std::int64_t place = ((sums.outputs.first + out) * taps + tap) * extent.inputChannels;
          weightGradient[place + sums.inputs.first + in] =
              static_cast<float>(values[static_cast<std::size_t>(tap * columns + out)]);
        }
      }
    }
  });
}

} // namespace

void
WinogradWeightGradient(const WinogradExtent & extent, const float * input, const float * gradient,
                       float * weightGradient)
{
  const Tiling tiling(extent.kernelDepth, kTileHeight, extent.outputChannels, extent.size);
  const Job job{extent, tiling, input, gradient};
  const int zPoints = extent.kernelDepth == 3 ? PairFilter::points : 1;
  for (const ChannelChunk & inputs : ChunksOf(extent.inputChannels))
  {
    for (const ChannelChunk & outputs : ChunksOf(extent.outputChannels))
    {
      std::vector<Unit> units;
      for (int zPoint = 0; zPoint < zPoints; ++zPoint)
      {
        for (std::int64_t part = 0; part < kParts; ++part)
        {
          units.push_back({zPoint, inputs, outputs, part});
        }
      }
      const std::int64_t count = SumCount(units.front());
      const auto unitCount = static_cast<std::int64_t>(units.size());
      const AlignedFloats sums = MakeAlignedFloats(unitCount * count);
      at::parallel_for(0, unitCount, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t unit = begin; unit < end; ++unit)
        {
          SumUnit(job, units[static_cast<std::size_t>(unit)], sums.get() + unit * count);
        }
      });
      StoreTaps(extent, {sums.get(), zPoints, inputs, outputs}, weightGradient);
    }
  }
}

} // namespace vox
