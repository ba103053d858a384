// SPDX-License-Identifier: Apache-2.0
#include "voxAxisResampler.h"

#include "voxTargetClones.h"

#include <algorithm>
#include <vector>

namespace vox::kernels
{
namespace
{
constexpr std::int64_t rowLanes = 16;           // one cache line of float per line and step
constexpr std::int64_t blockBytes = 256 * 1024; // of the lines of one block: half of a usual L2

VOX_TARGET_CLONES void
LoadRows(const float * __restrict input, std::int64_t stride, std::int64_t count, std::int64_t lanes,
         double * __restrict lines)
{
  for (std::int64_t k = 0; k < count; ++k)
  {
    for (std::int64_t lane = 0; lane < lanes; ++lane)
    {
      lines[k * lanes + lane] = input[k * stride + lane];
    }
  }
}

/** [lanes, count] with rows `stride` apart, to [count, lanes]. */
VOX_TARGET_CLONES void
LoadTransposed(const float * __restrict input, std::int64_t stride, std::int64_t count, std::int64_t lanes,
               double * __restrict lines)
{
  for (std::int64_t k = 0; k < count; ++k)
  {
    for (std::int64_t lane = 0; lane < lanes; ++lane)
    {
      lines[k * lanes + lane] = input[lane * stride + k];
    }
  }
}

VOX_TARGET_CLONES void
StoreTransposed(const float * __restrict lines, std::int64_t count, std::int64_t lanes, float * __restrict output)
{
  for (std::int64_t lane = 0; lane < lanes; ++lane)
  {
    for (std::int64_t k = 0; k < count; ++k)
    {
      output[lane * count + k] = lines[k * lanes + lane];
    }
  }
}

VOX_TARGET_CLONES void
BlendRows(const float * low, const float * high, double lowWeight, double highWeight, std::int64_t count,
          float * output)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    output[i] = static_cast<float>(lowWeight * low[i] + highWeight * high[i]);
  }
}

void
LinearRow(const float * input, const LinearTaps & taps, float * output)
{
  for (std::size_t k = 0; k < taps.low.size(); ++k)
  {
    output[k] = static_cast<float>(taps.lowWeight[k] * input[taps.low[k]] + taps.highWeight[k] * input[taps.high[k]]);
  }
}
} // namespace

AxisResampler::AxisResampler(std::int64_t inputSize, std::int64_t outputSize, int order)
    : m_InputSize(inputSize), m_OutputSize(outputSize), m_Order(order)
{
  if (m_Order == 1)
  {
    m_Linear = MakeLinearTaps(inputSize, outputSize, 1);
  }
  else
  {
    m_Cubic = MakeCubicTaps(inputSize, outputSize);
  }
}

void
AxisResampler::AlongRows(const float * input, std::int64_t rows, float * output, const ClipRange & clip) const
{
  if (m_Order == 1)
  {
    for (std::int64_t row = 0; row < rows; ++row)
    {
      LinearRow(input + row * m_InputSize, m_Linear, output + row * m_OutputSize);
    }
    return;
  }
  std::vector<double> lines(static_cast<std::size_t>((m_InputSize + 4) * rowLanes));
  std::vector<float> resized(static_cast<std::size_t>(m_OutputSize * rowLanes));
  for (std::int64_t row = 0; row < rows; row += rowLanes)
  {
    const std::int64_t lanes = std::min(rowLanes, rows - row);
    LoadTransposed(input + row * m_InputSize, m_InputSize, m_InputSize, lanes, lines.data() + 2 * lanes);
    SplineCoefficients(lines.data(), m_InputSize, lanes);
    EvaluateSpline(lines.data(), lanes, m_Cubic, resized.data(), lanes, clip);
    StoreTransposed(resized.data(), m_OutputSize, lanes, output + row * m_OutputSize);
  }
}

void
AxisResampler::AlongColumns(const float * input, std::int64_t rowLength, std::int64_t first, std::int64_t last,
                            float * output, const ClipRange & clip) const
{
  if (m_Order == 1)
  {
    for (std::int64_t k = 0; k < m_OutputSize; ++k)
    {
      const auto tap = static_cast<std::size_t>(k);
      BlendRows(input + m_Linear.low[tap] * rowLength + first, input + m_Linear.high[tap] * rowLength + first,
                m_Linear.lowWeight[tap], m_Linear.highWeight[tap], last - first, output + k * rowLength + first);
    }
    return;
  }
  const std::int64_t fitting = blockBytes / static_cast<std::int64_t>(sizeof(double)) / (m_InputSize + 4);
  const std::int64_t widest = std::clamp<std::int64_t>(fitting / 16 * 16, 16, 128);
  std::vector<double> lines(static_cast<std::size_t>((m_InputSize + 4) * widest));
  for (std::int64_t column = first; column < last; column += widest)
  {
    const std::int64_t lanes = std::min(widest, last - column);
    LoadRows(input + column, rowLength, m_InputSize, lanes, lines.data() + 2 * lanes);
    SplineCoefficients(lines.data(), m_InputSize, lanes);
    EvaluateSpline(lines.data(), lanes, m_Cubic, output + column, rowLength, clip);
  }
}

} // namespace vox::kernels
