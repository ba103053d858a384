// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxUpsampleRows.h"

#include "Blocks/voxForEachTarget.h"

#include <ATen/Parallel.h>

#include <algorithm>

namespace vox
{
namespace
{

/** Input rows first, last of all [D * H]. */
template <int VLanes>
[[gnu::always_inline]] inline void
UpsampleRange(const UpsampleWeights & weights, const Zyx<std::int64_t> & size, const float * input, float * output,
              std::int64_t first, std::int64_t last)
{
  const Zyx<std::int64_t> & stride = weights.Stride();
  const std::int64_t columns = weights.Columns();
  for (std::int64_t row = first; row < last; ++row)
  {
    const std::int64_t z = row / size.y;
    const std::int64_t y = row % size.y;
    for (std::int64_t place = 0; place < stride.z * stride.y; ++place)
    {
      const std::int64_t outputRow =
          (z * stride.z + place / stride.y) * size.y * stride.y + y * stride.y + place % stride.y;
      const PackedColumns & matrix = weights.Matrix(place);
      for (std::int64_t block = 0; block < matrix.Blocks(); ++block)
      {
        MultiplyTile<VLanes>({.rows = input + row * size.x * weights.InputChannels(),
                              .rowStep = weights.InputChannels(),
                              .weights = matrix.Block(block),
                              .depth = weights.InputChannels(),
                              .output = output + outputRow * size.x * columns + block * kColumnBlock,
                              .outputStep = columns},
                             size.x, {matrix.Bias(block)});
      }
    }
  }
}

VOX_FOR_EACH_TARGET(UpsampleRange,
                    (const UpsampleWeights & weights, const Zyx<std::int64_t> & size, const float * input,
                     float * output, std::int64_t first, std::int64_t last),
                    (weights, size, input, output, first, last))

} // namespace

bool
UpsampleWeights::Takes(std::int64_t outputChannels, const Zyx<std::int64_t> & stride)
{
  return outputChannels * stride.x % kColumnBlock == 0;
}

UpsampleWeights::UpsampleWeights(const float * weight, const float * bias, std::int64_t inputChannels,
                                 std::int64_t outputChannels, const Zyx<std::int64_t> & stride)
    : m_InputChannels(inputChannels), m_Columns(stride.x * outputChannels), m_Stride(stride)
{
  for (std::int64_t place = 0; place < stride.z * stride.y; ++place)
  {
    PackedColumns & matrix = m_Matrices.emplace_back(inputChannels, m_Columns);
    for (std::int64_t column = 0; column < m_Columns; ++column)
    {
      const std::int64_t channel = column % outputChannels;
      const std::int64_t x = column / outputChannels;
      matrix.BiasAt(column) = bias == nullptr ? 0.0F : bias[channel];
      for (std::int64_t in = 0; in < inputChannels; ++in)
      {
        matrix.At(in, column) = weight[((in * outputChannels + channel) * stride.z * stride.y + place) * stride.x + x];
      }
    }
  }
}

std::int64_t
UpsampleWeights::InputChannels() const
{
  return m_InputChannels;
}

const Zyx<std::int64_t> &
UpsampleWeights::Stride() const
{
  return m_Stride;
}

std::int64_t
UpsampleWeights::Columns() const
{
  return m_Columns;
}

const PackedColumns &
UpsampleWeights::Matrix(std::int64_t place) const
{
  return m_Matrices[static_cast<std::size_t>(place)];
}

void
UpsampleRows(const UpsampleWeights & weights, const Zyx<std::int64_t> & size, const float * input, float * output)
{
  at::parallel_for(0, size.z * size.y, 4, [&](std::int64_t first, std::int64_t last) {
    UpsampleRangeForThisProcessor(weights, size, input, output, first, last);
  });
}

} // namespace vox
