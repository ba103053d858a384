// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxWinogradWeights.h"

#include "Blocks/voxTileProducts.h"
#include "Blocks/voxWinogradTransform.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <vector>

namespace vox
{
namespace
{

/** From here on the weights of a layer take less memory than its features, by far. */
constexpr std::int64_t kVoxelsOfTallTiles = 16384;

/** The same number of a column block of output channels. */
using ColumnValues = std::array<double, kColumnBlock>;

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

/** The sum of three taps, `step` apart, with the factors of a point. */
ColumnValues
Filtered(const double (&factors)[3], const ColumnValues * taps, std::int64_t step)
{
  ColumnValues sum;
  for (std::size_t column = 0; column < sum.size(); ++column)
  {
    sum[column] = factors[0] * taps[0][column] + factors[1] * taps[step][column] + factors[2] * taps[2 * step][column];
  }
  return sum;
}

/** The taps [kernelDepth][3][3] as points [z][y][x], in place: a buffer of 144. */
template <int VHeight>
void
TransformTaps(std::int64_t kernelDepth, std::vector<ColumnValues> & values)
{
  constexpr int width = MinimalFilter<4>::points;
  constexpr int height = MinimalFilter<VHeight>::points;
  std::vector<ColumnValues> alongX(static_cast<std::size_t>(3 * kernelDepth * width));
  for (std::int64_t row = 0; row < 3 * kernelDepth; ++row)
  {
    for (int x = 0; x < width; ++x)
    {
      alongX[static_cast<std::size_t>(row * width + x)] =
          Filtered(MinimalFilter<4>::taps[x], values.data() + row * 3, 1);
    }
  }
  std::vector<ColumnValues> alongY(static_cast<std::size_t>(kernelDepth * height * width));
  for (std::int64_t z = 0; z < kernelDepth; ++z)
  {
    for (int y = 0; y < height; ++y)
    {
      for (int x = 0; x < width; ++x)
      {
        alongY[static_cast<std::size_t>((z * height + y) * width + x)] =
            Filtered(MinimalFilter<VHeight>::taps[y], alongX.data() + z * 3 * width + x, width);
      }
    }
  }
  if (kernelDepth == 1)
  {
    std::ranges::copy(alongY, values.begin());
    return;
  }
  for (int z = 0; z < MinimalFilter<2>::points; ++z)
  {
    for (std::int64_t point = 0; point < height * width; ++point)
    {
      values[static_cast<std::size_t>(z * height * width + point)] =
          Filtered(MinimalFilter<2>::taps[z], alongY.data() + point, height * width);
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
                                 std::int64_t kernelDepth, int tileHeight)
    : m_OutputChannels(outputChannels),
      m_InputChannels(inputChannels),
      m_KernelDepth(kernelDepth),
      m_TileHeight(tileHeight),
      m_Values(MakeAlignedFloats(WinogradWeightCount(outputChannels, inputChannels, kernelDepth, tileHeight)))
{
  const std::int64_t taps = kernelDepth * 9;
  const std::int64_t planePoints = PointsOf(1, tileHeight);
  at::parallel_for(0, ColumnBlocks(), 1, [&](std::int64_t begin, std::int64_t end) {
    std::vector<ColumnValues> values(static_cast<std::size_t>(PointsOf(kernelDepth, tileHeight)));
    for (std::int64_t block = begin; block < end; ++block)
    {
      const std::int64_t columns = std::min(kColumnBlock, outputChannels - block * kColumnBlock);
      for (std::int64_t in = 0; in < inputChannels; ++in)
      {
        const float * const first = weight + block * kColumnBlock * taps * inputChannels + in;
        for (std::int64_t tap = 0; tap < taps; ++tap)
        {
          ColumnValues & ofTap = values[static_cast<std::size_t>(tap)];
          ofTap.fill(0.0);
          for (std::int64_t column = 0; column < columns; ++column)
          {
            ofTap[static_cast<std::size_t>(column)] = first[(column * taps + tap) * inputChannels];
          }
        }
        tileHeight == 4 ? TransformTaps<4>(kernelDepth, values) : TransformTaps<2>(kernelDepth, values);
        const std::int64_t chunk = in / chunkChannels * chunkChannels;
        for (std::int64_t point = 0; point < PointsOf(kernelDepth, tileHeight); ++point)
        {
          float * const target = m_Values.get() + BlockOffset(chunk, point / planePoints, block) +
                                 (point % planePoints * ChunkSize(chunk) + in - chunk) * kColumnBlock;
          std::ranges::transform(values[static_cast<std::size_t>(point)], target,
                                 [](double value) { return static_cast<float>(value); });
        }
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
