// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxWinogradTaps.h"

#include "Blocks/voxForEachTarget.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

namespace vox
{
namespace
{

/** Input channels whose taps are stored together: what a row of the cache holds. */
constexpr std::int64_t kInputs = 16;
/** Output channels of a chunk, at the most. */
constexpr std::int64_t kMostColumns = 64;

/** The taps of one input channel, [kernelDepth][3][3][columns]: all parts of its points are added and brought back. */
template <int VHeight>
[[gnu::always_inline]] inline void
SumTaps(const PointSums & sums, std::int64_t kernelDepth, std::int64_t in, double * taps)
{
  using ColumnFilter = MinimalFilter<VHeight>;
  const std::int64_t columns = sums.Columns();
  std::fill_n(taps, kernelDepth * 9 * columns, 0.0);
  for (std::int64_t z = 0; z < sums.zPoints; ++z)
  {
    for (int y = 0; y < ColumnFilter::points; ++y)
    {
      double alongX[3][kMostColumns] = {};
      for (int x = 0; x < RowFilter::points; ++x)
      {
        const float * const point = sums.values + z * sums.parts * sums.PlaneCount() +
                                    ((y * RowFilter::points + x) * sums.inputs.count + in) * columns;
        for (std::int64_t column = 0; column < columns; ++column)
        {
          float sum = point[column];
          for (std::int64_t part = 1; part < sums.parts; ++part)
          {
            sum += point[part * sums.PlaneCount() + column];
          }
          for (int k = 0; k < 3; ++k)
          {
            alongX[k][column] += RowFilter::taps[x][k] * sum;
          }
        }
      }
      for (std::int64_t i = 0; i < kernelDepth; ++i)
      {
        const double alongZ = kernelDepth == 3 ? MinimalFilter<2>::taps[z][i] : 1.0;
        for (int jk = 0; jk < 9; ++jk)
        {
          const double factor = alongZ * ColumnFilter::taps[y][jk / 3];
          for (std::int64_t column = 0; column < columns; ++column)
          {
            taps[(i * 9 + jk) * columns + column] += factor * alongX[jk % 3][column];
          }
        }
      }
    }
  }
}

template <int VLanes>
[[gnu::always_inline]] inline void
TapsOf(const PointSums & sums, std::int64_t kernelDepth, std::int64_t in, double * taps)
{
  sums.tileHeight == 4 ? SumTaps<4>(sums, kernelDepth, in, taps) : SumTaps<2>(sums, kernelDepth, in, taps);
}

VOX_FOR_EACH_TARGET(TapsOf, (const PointSums & sums, std::int64_t kernelDepth, std::int64_t in, double * taps),
                    (sums, kernelDepth, in, taps))

} // namespace

void
StoreTaps(const WinogradExtent & extent, const PointSums & sums, float * weightGradient)
{
  const std::int64_t taps = extent.kernelDepth * 9;
  const std::int64_t ofInput = taps * sums.Columns();
  const std::int64_t groups = (sums.inputs.count + kInputs - 1) / kInputs;
  at::parallel_for(0, groups, 1, [&](std::int64_t begin, std::int64_t end) {
    std::vector<double> values(static_cast<std::size_t>(kInputs * ofInput));
    for (std::int64_t first = begin * kInputs; first < std::min(end * kInputs, sums.inputs.count); first += kInputs)
    {
      const std::int64_t inputs = std::min(kInputs, sums.inputs.count - first);
      for (std::int64_t in = 0; in < inputs; ++in)
      {
        TapsOfForThisProcessor(sums, extent.kernelDepth, first + in, values.data() + in * ofInput);
      }
      for (std::int64_t place = 0; place < sums.outputs.count * taps; ++place)
      {
        const double * const source = values.data() + place % taps * sums.Columns() + place / taps;
        float * const target =
            weightGradient + (sums.outputs.first * taps + place) * extent.inputChannels + sums.inputs.first + first;
        for (std::int64_t in = 0; in < inputs; ++in)
        {
          target[in] = static_cast<float>(source[in * ofInput]);
        }
      }
    }
  });
}

} // namespace vox
