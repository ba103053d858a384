// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxWinogradTaps.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace vox
{
namespace
{

/** The columns of a point and an input channel of the chunk, all parts added. */
void
Collect(const PointSums & sums, std::int64_t zPoint, std::int64_t point, std::int64_t in, std::vector<float> & columns)
{
  const auto count = static_cast<std::int64_t>(columns.size());
  for (std::int64_t part = 0; part < sums.parts; ++part)
  {
    const float * const ofPart =
        sums.values + (zPoint * sums.parts + part) * sums.PlaneCount() + (point * sums.inputs.count + in) * count;
    part == 0 ? std::copy_n(ofPart, count, columns.begin())
              : std::transform(columns.begin(), columns.end(), ofPart, columns.begin(), std::plus());
  }
}

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
template <int VHeight>
std::vector<double>
TapsOf(const PointSums & sums, std::int64_t kernelDepth, std::int64_t in)
{
  using ColumnFilter = MinimalFilter<VHeight>;
  const auto columns = static_cast<std::size_t>(sums.Columns());
  std::vector<double> taps(static_cast<std::size_t>(kernelDepth) * 9 * columns, 0.0);
  std::vector<float> point(columns);
  for (std::int64_t z = 0; z < sums.zPoints; ++z)
  {
    for (int y = 0; y < ColumnFilter::points; ++y)
    {
      std::vector<double> alongX[3];
      std::fill_n(alongX, 3, std::vector<double>(columns, 0.0));
      for (int x = 0; x < RowFilter::points; ++x)
      {
        Collect(sums, z, y * RowFilter::points + x, in, point);
        for (int k = 0; k < 3; ++k)
        {
          AddScaled(RowFilter::taps[x][k], point, alongX[k].data());
        }
      }
      for (std::int64_t i = 0; i < kernelDepth; ++i)
      {
        const double alongZ = kernelDepth == 3 ? MinimalFilter<2>::taps[z][i] : 1.0;
        for (int jk = 0; jk < 9; ++jk)
        {
          AddScaled(alongZ * ColumnFilter::taps[y][jk / 3], alongX[jk % 3],
                    taps.data() + static_cast<std::size_t>(i * 9 + jk) * columns);
        }
      }
    }
  }
  return taps;
}

} // namespace

void
StoreTaps(const WinogradExtent & extent, const PointSums & sums, float * weightGradient)
{
  const std::int64_t taps = extent.kernelDepth * 9;
  at::parallel_for(0, sums.inputs.count, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t in = begin; in < end; ++in)
    {
      const std::vector<double> values =
          sums.tileHeight == 4 ? TapsOf<4>(sums, extent.kernelDepth, in) : TapsOf<2>(sums, extent.kernelDepth, in);
      for (std::int64_t out = 0; out < sums.outputs.count; ++out)
      {
        for (std::int64_t tap = 0; tap < taps; ++tap)
        {
          const std::int64_t place = ((sums.outputs.first + out) * taps + tap) * extent.inputChannels;
          weightGradient[place + sums.inputs.first + in] =
              static_cast<float>(values[static_cast<std::size_t>(tap * sums.Columns() + out)]);
        }
      }
    }
  });
}

} // namespace vox
