// SPDX-License-Identifier: Apache-2.0
#ifndef voxLinearTap_h
#define voxLinearTap_h

#include "voxHostDevice.h"

#include <cmath>
#include <cstdint>

namespace vox::kernels
{

/** Two input samples of one axis and their weights, whose sum is 1. */
struct LinearTap
{
  std::int64_t low;
  std::int64_t high; ///< low + 1, or low where its weight is 0
  double lowWeight;
  double highWeight;
};

/** Where the center of output sample `k` of an axis lies in the input; SciPy's order of operations, so that ties fall
 * as they do there. */
[[nodiscard]] VOX_HOST_DEVICE inline double
SampleCoordinate(std::int64_t k, std::int64_t inputSize, std::int64_t outputSize)
{
  const double scale = static_cast<double>(inputSize) / static_cast<double>(outputSize);
  return (static_cast<double>(k) + 0.5) * scale - 0.5;
}

/** What output sample `k` of an axis is made of, under order 0 (one tap of weight 1) or 1. Sizes of at least 1. Compile
 * without contraction to fused multiply-adds where exact ties matter. */
[[nodiscard]] VOX_HOST_DEVICE inline LinearTap
LinearTapAt(std::int64_t k, std::int64_t inputSize, std::int64_t outputSize, int order)
{
  const double coordinate = SampleCoordinate(k, inputSize, outputSize);
  const auto last = static_cast<double>(inputSize - 1);
  if (order == 0)
  {
    const double nearest = std::floor(coordinate + 0.5);
    const auto index = static_cast<std::int64_t>(nearest < 0.0 ? 0.0 : nearest > last ? last : nearest);
    return {index, index, 1.0, 0.0};
  }
  const double inside = coordinate < 0.0 ? 0.0 : coordinate > last ? last : coordinate;
  const double floor = std::floor(inside);
  const double lowWeight = 1.0 - (inside - floor);
  const double highWeight = 1.0 - lowWeight;
  const auto low = static_cast<std::int64_t>(floor);
  return {low, highWeight == 0.0 ? low : low + 1, lowWeight, highWeight};
}

} // namespace vox::kernels

#endif
