// SPDX-License-Identifier: Apache-2.0
#include "voxScoreBounds.h"

#include "voxParallelFor.h"
#include "voxTargetClones.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vox::kernels
{
namespace
{
constexpr std::int64_t blockEdge = 8;
constexpr float infinity = std::numeric_limits<float>::infinity();

/** Smallest and largest value of each column of some rows. */
VOX_TARGET_CLONES void
ColumnBounds(const float * __restrict values, std::int64_t rows, std::int64_t count, float * __restrict low,
             float * __restrict high)
{
  std::copy_n(values, count, low);
  std::copy_n(values, count, high);
  for (std::int64_t row = 1; row < rows; ++row)
  {
    const float * const line = values + row * count;
    for (std::int64_t i = 0; i < count; ++i)
    {
      low[i] = line[i] < low[i] ? line[i] : low[i];
      high[i] = line[i] > high[i] ? line[i] : high[i];
    }
  }
}

/** Widens the bounds of all channels by those of one block. */
VOX_TARGET_CLONES void
Widen(const float * __restrict block, std::int64_t channels, float * __restrict low, float * __restrict high)
{
  for (std::int64_t i = 0; i < channels; ++i)
  {
    low[i] = block[i] < low[i] ? block[i] : low[i];
    high[i] = block[channels + i] > high[i] ? block[channels + i] : high[i];
  }
}
} // namespace

ScoreBounds::ScoreBounds(const ArgmaxResize & resize, const ScoreSlab & scores, int threads)
    : m_Channels(resize.channels),
      m_AreRegions(!resize.regionValues.empty()),
      // Three blends of two products each are off by less than 9 half units in the last place; two scores that round to
      // different halves are a unit of half precision apart.
      m_RelativeMargin(resize.roundToHalf ? 2e-3F : 1e-6F),
      m_AbsoluteMargin(resize.roundToHalf ? 0x1p-23F : 0.0F),
      m_FirstSlice(scores.slices.first),
      m_Height(resize.inputSize.y),
      m_Width(resize.inputSize.x),
      m_Rows((m_Height + blockEdge - 1) / blockEdge),
      m_Columns((m_Width + blockEdge - 1) / blockEdge),
      m_Bounds(static_cast<std::size_t>(scores.slices.Count() * m_Rows * m_Columns * 2 * m_Channels))
{
  ParallelFor(0, scores.slices.Count() * m_Channels, 4, threads, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t i = first; i < last; ++i)
    {
      const std::int64_t slice = i / m_Channels;
      const std::int64_t channel = i % m_Channels;
      MeasurePlane(scores.values + channel * scores.channelStride + slice * m_Height * m_Width, slice, channel);
    }
  });
}

void
ScoreBounds::MeasurePlane(const float * plane, std::int64_t slice, std::int64_t channel)
{
  std::vector<float> low(static_cast<std::size_t>(m_Width));
  std::vector<float> high(low.size());
  for (std::int64_t row = 0; row < m_Rows; ++row)
  {
    const std::int64_t y = row * blockEdge;
    ColumnBounds(plane + y * m_Width, std::min(blockEdge, m_Height - y), m_Width, low.data(), high.data());
    for (std::int64_t column = 0; column < m_Columns; ++column)
    {
      const std::int64_t first = column * blockEdge;
      const std::int64_t last = std::min(first + blockEdge, m_Width);
      float * const block = m_Bounds.data() + BlockOffset(slice, row, column);
      block[channel] = *std::min_element(low.data() + first, low.data() + last);
      block[m_Channels + channel] = *std::max_element(high.data() + first, high.data() + last);
    }
  }
}

void
ScoreBounds::Candidates(const InputPart & part, std::vector<std::int32_t> & channels,
                        std::vector<float> & scratch) const
{
  scratch.resize(static_cast<std::size_t>(2 * m_Channels));
  float * const low = scratch.data();
  float * const high = low + m_Channels;
  std::fill_n(low, m_Channels, infinity);
  std::fill_n(high, m_Channels, -infinity);
  for (std::int64_t slice = part.z.first - m_FirstSlice; slice < part.z.last - m_FirstSlice; ++slice)
  {
    for (std::int64_t row = part.y.first / blockEdge; row * blockEdge < part.y.last; ++row)
    {
      for (std::int64_t column = part.x.first / blockEdge; column * blockEdge < part.x.last; ++column)
      {
        Widen(m_Bounds.data() + BlockOffset(slice, row, column), m_Channels, low, high);
      }
    }
  }
  float best = m_AreRegions ? 0.0F : -infinity; // what the winner reaches everywhere
  for (std::int64_t i = 0; i < m_Channels; ++i)
  {
    const float margin = m_RelativeMargin * std::max(std::fabs(low[i]), std::fabs(high[i])) + m_AbsoluteMargin;
    const float certain = low[i] - margin;
    high[i] += margin;
    best = !m_AreRegions && certain > best ? certain : best;
  }
  channels.clear();
  for (std::int64_t i = 0; i < m_Channels; ++i)
  {
    // Infinite scores give sums that are no numbers; those stay candidates.
    const bool hopeless = m_AreRegions ? high[i] <= best : high[i] < best;
    if (!hopeless)
    {
      channels.push_back(static_cast<std::int32_t>(i));
    }
  }
}

} // namespace vox::kernels
