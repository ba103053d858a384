// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxWinogradWeights.h"

#include "Blocks/voxForEachTarget.h"
#include "Blocks/voxTileProducts.h"
#include "Blocks/voxWinogradTransform.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

namespace vox
{
namespace
{

/** From here on the weights of a layer take less memory than its features, by far. */
constexpr std::int64_t kVoxelsOfTallTiles = 16384;

std::int64_t
BlocksOf(std::int64_t outputChannels)
{
  return (outputChannels + kColumnBlock - 1) / kColumnBlock;
}

std::int64_t
ZPointsOf(std::int64_t kernelDepth)
{
  return kernelDepth == 3 ? MinimalFilter<2>::points : 1;
}

std::int64_t
PointsOf(std::int64_t kernelDepth, int tileHeight)
{
  return ZPointsOf(kernelDepth) * (tileHeight + 2) * MinimalFilter<4>::points;
}

/** Input channels that are transformed one after another: what a row of the cache holds. */
constexpr std::int64_t kInputs = 16;

/** The same number of a column block of output channels. */
using ColumnValues = double[kColumnBlock];

/** The sum of three taps, `step` apart, with the factors of a point. */
[[gnu::always_inline]] inline void
Filter(const double (&factors)[3], const ColumnValues * taps, std::int64_t step, ColumnValues & sum)
{
  for (std::int64_t column = 0; column < kColumnBlock; ++column)
  {
    sum[column] = factors[0] * taps[0][column] + factors[1] * taps[step][column] + factors[2] * taps[2 * step][column];
  }
}

/** The taps [kernelDepth][3][3] of an input channel as points [z][y][x]: those of z go to targets[z], `step` floats
 * from one point to the next. */
template <int VHeight>
[[gnu::always_inline]] inline void
TransformTaps(std::int64_t kernelDepth, const float * taps, float * const * targets, std::int64_t step)
{
  constexpr int width = MinimalFilter<4>::points;
  constexpr int height = MinimalFilter<VHeight>::points;
  ColumnValues alongX[9][width];
  for (std::int64_t row = 0; row < 3 * kernelDepth; ++row)
  {
    ColumnValues values[3];
    for (std::int64_t i = 0; i < 3 * kColumnBlock; ++i)
    {
      values[i / kColumnBlock][i % kColumnBlock] = taps[row * 3 * kColumnBlock + i];
    }
    for (int x = 0; x < width; ++x)
    {
      Filter(MinimalFilter<4>::taps[x], values, 1, alongX[row][x]);
    }
  }
  ColumnValues alongY[3][height * width];
  for (std::int64_t z = 0; z < kernelDepth; ++z)
  {
    for (int point = 0; point < height * width; ++point)
    {
      Filter(MinimalFilter<VHeight>::taps[point / width], alongX[3 * z] + point % width, width, alongY[z][point]);
    }
  }
  for (std::int64_t z = 0; z < ZPointsOf(kernelDepth); ++z)
  {
    for (int point = 0; point < height * width; ++point)
    {
      ColumnValues all;
      if (kernelDepth == 3)
      {
        Filter(MinimalFilter<2>::taps[z], alongY[0] + point, height * width, all);
      }
      const ColumnValues & values = kernelDepth == 3 ? all : alongY[0][point];
      for (std::int64_t column = 0; column < kColumnBlock; ++column)
      {
        targets[z][point * step + column] = static_cast<float>(values[column]);
      }
    }
  }
}

template <int VLanes>
[[gnu::always_inline]] inline void
TransformChannel(std::int64_t kernelDepth, int tileHeight, const float * taps, float * const * targets,
                 std::int64_t step)
{
  tileHeight == 4 ? TransformTaps<4>(kernelDepth, taps, targets, step)
                  : TransformTaps<2>(kernelDepth, taps, targets, step);
}

VOX_FOR_EACH_TARGET(TransformChannel,
                    (std::int64_t kernelDepth, int tileHeight, const float * taps, float * const * targets,
                     std::int64_t step),
                    (kernelDepth, tileHeight, taps, targets, step))

/** Where the weight of (out, tap, in) lies. */
struct Source
{
  const float * first;
  std::int64_t outStep;
  std::int64_t tapStep;
  std::int64_t inStep;
};

/** Taps of a block of columns of some input channels, [in][tap][kColumnBlock]; missing columns are left as they are.
 * The innermost loop runs along memory. */
void
GatherTaps(const Source & source, std::int64_t taps, std::int64_t columns, std::int64_t inputs, float * values)
{
  const bool alongInputs = source.inStep == 1;
  const std::int64_t outer = alongInputs ? columns : inputs;
  const std::int64_t inner = alongInputs ? inputs : columns;
  for (std::int64_t i = 0; i < outer; ++i)
  {
    for (std::int64_t tap = 0; tap < taps; ++tap)
    {
      for (std::int64_t j = 0; j < inner; ++j)
      {
        const std::int64_t column = alongInputs ? i : j;
        const std::int64_t in = alongInputs ? j : i;
        values[(in * taps + tap) * kColumnBlock + column] =
            source.first[column * source.outStep + tap * source.tapStep + in * source.inStep];
      }
    }
  }
}

} // namespace

int
WinogradTileHeight(const Zyx<std::int64_t> & imageSize)
{
  const std::int64_t low = (imageSize.y + 1) / 2 * MinimalFilter<2>::points;
  const std::int64_t tall = (imageSize.y + 3) / 4 * MinimalFilter<4>::points;
  return Product(imageSize) >= kVoxelsOfTallTiles && tall < low ? 4 : 2;
}

std::int64_t
WinogradWeightCount(std::int64_t outputChannels, std::int64_t inputChannels, std::int64_t kernelDepth, int tileHeight)
{
  return PointsOf(kernelDepth, tileHeight) * BlocksOf(outputChannels) * inputChannels * kColumnBlock;
}

WinogradWeights::WinogradWeights(const float * weight, std::int64_t outputChannels, std::int64_t inputChannels,
                                 std::int64_t kernelDepth, int tileHeight, WeightOrder order)
    : m_OutputChannels(outputChannels),
      m_InputChannels(inputChannels),
      m_KernelDepth(kernelDepth),
      m_TileHeight(tileHeight),
      m_Values(MakeAlignedFloats(WinogradWeightCount(outputChannels, inputChannels, kernelDepth, tileHeight)))
{
  const std::int64_t taps = kernelDepth * 9;
  const Source whole = order == WeightOrder::Forward
                           ? Source{weight, taps * inputChannels, inputChannels, 1}
                           : Source{weight + (taps - 1) * outputChannels, 1, -outputChannels, taps * outputChannels};
  const std::int64_t groups = (inputChannels + kInputs - 1) / kInputs;
  at::parallel_for(0, ColumnBlocks() * groups, 1, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> values(static_cast<std::size_t>(kInputs * taps * kColumnBlock), 0.0F);
    for (std::int64_t item = begin; item < end; ++item)
    {
      const std::int64_t block = item / groups;
      const std::int64_t firstInput = item % groups * kInputs;
      const std::int64_t inputs = std::min(kInputs, inputChannels - firstInput);
      const std::int64_t columns = std::min(kColumnBlock, outputChannels - block * kColumnBlock);
      Source source = whole;
      source.first += block * kColumnBlock * source.outStep + firstInput * source.inStep;
      if (columns < kColumnBlock)
      {
        std::ranges::fill(values, 0.0F);
      }
      GatherTaps(source, taps, columns, inputs, values.data());
      const std::int64_t chunk = firstInput / chunkChannels * chunkChannels;
      for (std::int64_t in = 0; in < inputs; ++in)
      {
        float * targets[MinimalFilter<2>::points];
        for (std::int64_t z = 0; z < ZPoints(); ++z)
        {
          targets[z] = m_Values.get() + BlockOffset(chunk, z, block) + (firstInput + in - chunk) * kColumnBlock;
        }
        TransformChannelForThisProcessor(kernelDepth, tileHeight, values.data() + in * taps * kColumnBlock, targets,
                                         ChunkSize(chunk) * kColumnBlock);
      }
    }
  });
}

std::int64_t
WinogradWeights::InputChannels() const
{
  return m_InputChannels;
}

std::int64_t
WinogradWeights::OutputChannels() const
{
  return m_OutputChannels;
}

std::int64_t
WinogradWeights::KernelDepth() const
{
  return m_KernelDepth;
}

int
WinogradWeights::TileHeight() const
{
  return m_TileHeight;
}

std::int64_t
WinogradWeights::ColumnBlocks() const
{
  return BlocksOf(m_OutputChannels);
}

std::int64_t
WinogradWeights::ZPoints() const
{
  return ZPointsOf(m_KernelDepth);
}

std::int64_t
WinogradWeights::ChunkSize(std::int64_t chunk) const
{
  return std::min(chunkChannels, m_InputChannels - chunk);
}

std::int64_t
WinogradWeights::BlockOffset(std::int64_t chunk, std::int64_t zPoint, std::int64_t columnBlock) const
{
  const std::int64_t before = chunk * ZPoints() * ColumnBlocks();
  return (before + (zPoint * ColumnBlocks() + columnBlock) * ChunkSize(chunk)) * PointsOf(1, m_TileHeight) *
         kColumnBlock;
}

const float *
WinogradWeights::Block(std::int64_t chunk, std::int64_t zPoint, std::int64_t columnBlock) const
{
  return m_Values.get() + BlockOffset(chunk, zPoint, columnBlock);
}

} // namespace vox
