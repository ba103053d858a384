// SPDX-License-Identifier: Apache-2.0
#include "voxArgmaxTile.h"

#include "voxRoundToHalf.h"
#include "voxTargetClones.h"

#include <algorithm>
#include <limits>

namespace vox::kernels
{
namespace
{
VOX_TARGET_CLONES void
BlendRows(const float * __restrict low, const float * __restrict high, std::int64_t stride, float lowWeight,
          float highWeight, std::int64_t rows, std::int64_t count, float * __restrict output)
{
  for (std::int64_t row = 0; row < rows; ++row)
  {
    for (std::int64_t i = 0; i < count; ++i)
    {
      output[row * count + i] = lowWeight * low[row * stride + i] + highWeight * high[row * stride + i];
    }
  }
}

VOX_TARGET_CLONES void
ResizeRows(const float * __restrict input, std::int64_t stride, const std::int32_t * __restrict low,
           const std::int32_t * __restrict high, const float * __restrict lowWeight,
           const float * __restrict highWeight, std::int64_t rows, std::int64_t count, float * __restrict output)
{
  for (std::int64_t row = 0; row < rows; ++row)
  {
    for (std::int64_t i = 0; i < count; ++i)
    {
      output[row * count + i] =
          lowWeight[i] * input[row * stride + low[i]] + highWeight[i] * input[row * stride + high[i]];
    }
  }
}

/** The last axis of one output row, at the width of the tile. */
VOX_TARGET_CLONES void
BlendRow(const float * __restrict low, const float * __restrict high, float lowWeight, float highWeight,
         bool roundToHalf, std::int64_t count, float * __restrict output)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    output[i] = lowWeight * low[i] + highWeight * high[i];
  }
  if (roundToHalf)
  {
    for (std::int64_t i = 0; i < count; ++i)
    {
      output[i] = RoundToHalf(output[i]);
    }
  }
}

VOX_TARGET_CLONES void
KeepLarger(const float * __restrict scores, std::int32_t channel, std::int64_t count, float * __restrict best,
           std::int32_t * __restrict labels)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    const float before = best[i];
    const std::int32_t label = labels[i];
    const std::int32_t mask = -static_cast<std::int32_t>(scores[i] > before); // no branch: noise would mispredict it
    best[i] = scores[i] > before ? scores[i] : before;
    labels[i] = (channel & mask) | (label & ~mask);
  }
}

VOX_TARGET_CLONES void
Paint(const float * __restrict scores, std::int32_t value, std::int64_t count, std::int32_t * __restrict labels)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    labels[i] = scores[i] > 0.0F ? value : labels[i];
  }
}
} // namespace

FloatTaps::FloatTaps(const LinearTaps & taps)
    : low(taps.low.begin(), taps.low.end()),
      high(taps.high.begin(), taps.high.end()),
      lowWeight(taps.lowWeight.begin(), taps.lowWeight.end()),
      highWeight(taps.highWeight.begin(), taps.highWeight.end())
{
  for (std::size_t k = 0; k < low.size(); ++k)
  {
    if (low[k] == high[k])
    {
      lowWeight[k] = highWeight[k] = 0.5F;
    }
  }
}

ArgmaxTaps::ArgmaxTaps(const ArgmaxResize & resize)
    : z(MakeLinearTaps(resize.inputSize.z, resize.outputSize.z, resize.order.z)),
      y(MakeLinearTaps(resize.inputSize.y, resize.outputSize.y, resize.order.y)),
      x(MakeLinearTaps(resize.inputSize.x, resize.outputSize.x, resize.order.x))
{}

ArgmaxTileWorker::ArgmaxTileWorker(const ArgmaxResize & resize, const ScoreSlab & scores, const ArgmaxTaps & taps,
                                   const ScoreBounds & bounds)
    : m_Resize(resize), m_Scores(scores), m_Taps(taps), m_Bounds(bounds)
{}

void
ArgmaxTileWorker::Widen(const ArgmaxTile & tile, const InputPart & part, std::int32_t channel)
{
  const std::int64_t stride = m_Resize.inputSize.x;
  const std::int64_t plane = m_Resize.inputSize.y * stride;
  const float * const source =
      m_Scores.values + channel * m_Scores.channelStride - m_Scores.slices.first * plane + part.y.first * stride;
  const auto z = static_cast<std::size_t>(tile.slice);
  const float * const low = source + m_Taps.z.low[z] * plane;
  const float * const high = source + m_Taps.z.high[z] * plane;
  const auto x = static_cast<std::size_t>(tile.columns.first);
  const auto resize = [&](const float * rows, std::int64_t rowStride) {
    ResizeRows(rows, rowStride, m_Taps.x.low.data() + x, m_Taps.x.high.data() + x, m_Taps.x.lowWeight.data() + x,
               m_Taps.x.highWeight.data() + x, part.y.Count(), tile.columns.Count(), m_Wide.data());
  };
  if (low == high)
  {
    resize(low, stride);
    return;
  }
  const std::int64_t columns = part.x.Count();
  m_Narrow.resize(static_cast<std::size_t>(part.y.Count() * columns));
  BlendRows(low + part.x.first, high + part.x.first, stride, m_Taps.z.lowWeight[z], m_Taps.z.highWeight[z],
            part.y.Count(), columns, m_Narrow.data());
  resize(m_Narrow.data() - part.x.first, columns);
}

void
ArgmaxTileWorker::Classify(const ArgmaxTile & tile, std::int32_t * labels)
{
  const std::int64_t columns = tile.columns.Count();
  const InputPart part{m_Taps.z.Inputs(tile.slice, tile.slice + 1), m_Taps.y.Inputs(tile.rows.first, tile.rows.last),
                       m_Taps.x.Inputs(tile.columns.first, tile.columns.last)};
  m_Bounds.Candidates(part, m_Candidates, m_Scratch);
  const auto row = [&](std::int64_t y) { return labels + y * m_Resize.outputSize.x + tile.columns.first; };
  const bool regions = !m_Resize.regionValues.empty();
  for (std::int64_t y = tile.rows.first; y < tile.rows.last; ++y)
  {
    std::fill_n(row(y), columns, regions ? 0 : m_Candidates.front());
  }
  if (!regions && m_Candidates.size() == 1)
  {
    return;
  }
  m_Best.assign(static_cast<std::size_t>(tile.rows.Count() * columns), -std::numeric_limits<float>::infinity());
  m_Wide.resize(static_cast<std::size_t>(part.y.Count() * columns));
  m_Scratch.resize(static_cast<std::size_t>(columns));
  for (const std::int32_t channel : m_Candidates)
  {
    Widen(tile, part, channel);
    for (std::int64_t y = tile.rows.first; y < tile.rows.last; ++y)
    {
      const auto tap = static_cast<std::size_t>(y);
      BlendRow(m_Wide.data() + (m_Taps.y.low[tap] - part.y.first) * columns,
               m_Wide.data() + (m_Taps.y.high[tap] - part.y.first) * columns, m_Taps.y.lowWeight[tap],
               m_Taps.y.highWeight[tap], m_Resize.roundToHalf, columns, m_Scratch.data());
      if (regions)
      {
        Paint(m_Scratch.data(), m_Resize.regionValues[static_cast<std::size_t>(channel)], columns, row(y));
      }
      else
      {
        KeepLarger(m_Scratch.data(), channel, columns, m_Best.data() + (y - tile.rows.first) * columns, row(y));
      }
    }
  }
}

} // namespace vox::kernels
