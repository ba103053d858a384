// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxWinogradWeights.h"

#include "Blocks/voxTileProducts.h"
#include "Blocks/voxWinogradTransform.h"

#include <ATen/Parallel.h>

#include <algorithm>

namespace vox
{
namespace
{

constexpr std::int64_t planePoints = kPairPoints * kQuadPoints;

std::int64_t
BlocksOf(std::int64_t outputChannels)
{
  return (outputChannels + kColumnBlock - 1) / kColumnBlock;
}

std::int64_t
ZPointsOf(std::int64_t kernelDepth)
{
  return kernelDepth == 3 ? kPairPoints : 1;
}

/** The taps [kernelDepth][3][3] of one pair of channels, `step` floats apart, as points [z][y][x]. */
void
TransformTaps(const float * taps, std::int64_t step, std::int64_t kernelDepth, double * points)
{
  const std::int64_t zPoints = ZPointsOf(kernelDepth);
  double alongX[9][kQuadPoints];
  for (std::int64_t row = 0; row < 3 * kernelDepth; ++row)
  {
    for (int x = 0; x < kQuadPoints; ++x)
    {
      alongX[row][x] = 0.0;
      for (int k = 0; k < 3; ++k)
      {
        alongX[row][x] += kQuadTaps[x][k] * static_cast<double>(taps[(row * 3 + k) * step]);
      }
    }
  }
  for (std::int64_t z = 0; z < zPoints; ++z)
  {
    for (int y = 0; y < kPairPoints; ++y)
    {
      for (int x = 0; x < kQuadPoints; ++x)
      {
        double sum = 0.0;
        for (std::int64_t i = 0; i < kernelDepth; ++i)
        {
          const double alongZ = kernelDepth == 3 ? kPairTaps[z][i] : 1.0;
          for (int j = 0; j < 3; ++j)
          {
            sum += alongZ * kPairTaps[y][j] * alongX[i * 3 + j][x];
          }
        }
        points[(z * kPairPoints + y) * kQuadPoints + x] = sum;
      }
    }
  }
}

} // namespace

std::int64_t
WinogradWeightCount(std::int64_t outputChannels, std::int64_t inputChannels, std::int64_t kernelDepth)
{
  return ZPointsOf(kernelDepth) * BlocksOf(outputChannels) * planePoints * inputChannels * kColumnBlock;
}

WinogradWeights::WinogradWeights(const float * weight, std::int64_t outputChannels, std::int64_t inputChannels,
                                 std::int64_t kernelDepth)
    : m_OutputChannels(outputChannels),
      m_InputChannels(inputChannels),
      m_KernelDepth(kernelDepth),
      m_Values(MakeAlignedFloats(WinogradWeightCount(outputChannels, inputChannels, kernelDepth)))
{
  const std::int64_t taps = kernelDepth * 9;
  at::parallel_for(0, ColumnBlocks(), 1, [&](std::int64_t begin, std::int64_t end) {
    double points[kPairPoints * planePoints];
    for (std::int64_t out = begin * kColumnBlock; out < end * kColumnBlock; ++out)
    {
      for (std::int64_t in = 0; in < inputChannels; ++in)
      {
        if (out < outputChannels)
        {
          TransformTaps(weight + out * taps * inputChannels + in, inputChannels, kernelDepth, points);
        }
        const std::int64_t chunk = in / chunkChannels * chunkChannels;
        for (std::int64_t z = 0; z < ZPoints(); ++z)
        {
          float * const block = m_Values.get() + BlockOffset(chunk, z, out / kColumnBlock);
          for (std::int64_t point = 0; point < planePoints; ++point)
          {
            block[(point * ChunkSize(chunk) + in - chunk) * kColumnBlock + out % kColumnBlock] =
                out < outputChannels ? static_cast<float>(points[z * planePoints + point]) : 0.0F;
          }
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
  return (before + (zPoint * ColumnBlocks() + columnBlock) * ChunkSize(chunk)) * planePoints * kColumnBlock;
}

const float *
WinogradWeights::Block(std::int64_t chunk, std::int64_t zPoint, std::int64_t columnBlock) const
{
  return m_Values.get() + BlockOffset(chunk, zPoint, columnBlock);
}

} // namespace vox
