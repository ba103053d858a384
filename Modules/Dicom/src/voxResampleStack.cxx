// SPDX-License-Identifier: Apache-2.0
#include "voxParallelFor.h"
#include "voxSliceStack.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

/** Two neighbors on one axis and the weight of the second. */
struct Tap
{
  std::int64_t first = 0;
  std::int64_t second = 0;
  double weight = 0.0;
  bool inside = false; ///< within the extent of the pixels, half a pixel beyond their centers
};

/** Taps of output pixels 0 to count - 1 that lie at start + i on an axis of `size` pixels. */
std::vector<Tap>
TapsOf(double start, std::int64_t count, std::int64_t size)
{
  std::vector<Tap> taps;
  for (std::int64_t i = 0; i < count; ++i)
  {
    const double at = start + static_cast<double>(i);
    const double kept = std::clamp(at, 0.0, static_cast<double>(size - 1));
    const auto first = static_cast<std::int64_t>(std::floor(kept));
    taps.push_back(
        {first, std::min(first + 1, size - 1), kept - static_cast<double>(first), std::abs(at - kept) <= 0.5 + 1e-9});
  }
  return taps;
}

/** Adds weight times a moved slice to sums, and weight to weights where the slice has pixels. */
void
AddMoved(const float * slice, const Zyx<std::int64_t> & from, const std::array<double, 2> & start, double weight,
         const Zyx<std::int64_t> & to, std::vector<double> & sums, std::vector<double> & weights)
{
  const std::vector<Tap> rows = TapsOf(start[0], to.y, from.y);
  const std::vector<Tap> columns = TapsOf(start[1], to.x, from.x);
  for (std::int64_t y = 0; y < to.y; ++y)
  {
    const Tap & row = rows[static_cast<std::size_t>(y)];
    if (!row.inside)
    {
      continue;
    }
    const float * above = slice + row.first * from.x;
    const float * under = slice + row.second * from.x;
    for (std::int64_t x = 0; x < to.x; ++x)
    {
      const Tap & column = columns[static_cast<std::size_t>(x)];
      if (!column.inside)
      {
        continue;
      }
      const double top = above[column.first] + column.weight * (above[column.second] - above[column.first]);
      const double bottom = under[column.first] + column.weight * (under[column.second] - under[column.first]);
      const auto at = static_cast<std::size_t>(y * to.x + x);
      sums[at] += weight * (top + row.weight * (bottom - top));
      weights[at] += weight;
    }
  }
}

} // namespace

at::Tensor
Resampled(const at::Tensor & slices, const StackPlan & plan, double outside, int threads)
{
  const Zyx<std::int64_t> from{slices.size(1), slices.size(2), slices.size(3)};
  const Zyx<std::int64_t> & to = plan.grid.size;
  const at::Tensor volume = NewTensor(std::array<std::int64_t, 4>{slices.size(0), to.z, to.y, to.x}, at::kFloat);
  const float * source = ValuesOf<float>(slices);
  float * target = MutableValuesOf<float>(volume);
  ParallelFor(0, slices.size(0) * to.z, 1, threads, [&](std::int64_t begin, std::int64_t end) {
    const auto area = static_cast<std::size_t>(to.y * to.x);
    for (std::int64_t slice = begin; slice < end; ++slice)
    {
      const StackPlan::Mix & mix = plan.mixes[static_cast<std::size_t>(slice % to.z)];
      const float * channel = source + slice / to.z * from.z * from.y * from.x;
      std::vector<double> sums(area, 0.0);
      std::vector<double> weights(area, 0.0);
      for (const auto & [index, weight] : {std::pair(mix.first, 1.0 - mix.weight), std::pair(mix.second, mix.weight)})
      {
        if (weight > 0.0)
        {
          AddMoved(channel + static_cast<std::int64_t>(index) * from.y * from.x, from, plan.startPixels[index], weight,
                   to, sums, weights);
        }
      }
      float * out = target + slice * to.y * to.x;
      for (std::size_t i = 0; i < area; ++i)
      {
        // The nearer of two slices decides whether there is a pixel.
        out[i] = static_cast<float>(weights[i] >= 0.5 ? sums[i] / weights[i] : outside);
      }
    }
  });
  return volume;
}

} // namespace vox
