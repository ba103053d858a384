// SPDX-License-Identifier: Apache-2.0
#include "voxAxisTaps.h"

#include "voxError.h"
#include "voxResample.h"

#include <algorithm>
#include <cmath>

namespace vox::kernels
{
namespace
{
void
RequireSizes(std::int64_t inputSize, std::int64_t outputSize)
{
  if (inputSize < 1 || outputSize < 1)
  {
    Fail(ErrorKind::Internal, "resize of an axis from {} to {} samples: both must be at least 1", inputSize,
         outputSize);
  }
}

/** Input coordinate of the center of output sample k; SciPy's order of operations, so that ties fall as they do there.
 */
double
Coordinate(std::int64_t k, double scale)
{
  return (static_cast<double>(k) + 0.5) * scale - 0.5;
}
} // namespace

std::vector<std::int64_t>
NearestIndices(std::int64_t inputSize, std::int64_t outputSize)
{
  RequireSizes(inputSize, outputSize);
  const double scale = static_cast<double>(inputSize) / static_cast<double>(outputSize);
  std::vector<std::int64_t> indices(static_cast<std::size_t>(outputSize));
  for (std::int64_t k = 0; k < outputSize; ++k)
  {
    const auto nearest = static_cast<std::int64_t>(std::floor(Coordinate(k, scale) + 0.5));
    indices[static_cast<std::size_t>(k)] = std::clamp<std::int64_t>(nearest, 0, inputSize - 1);
  }
  return indices;
}

LinearTaps
MakeLinearTaps(std::int64_t inputSize, std::int64_t outputSize, int order)
{
  if (order == 0)
  {
    const std::vector<std::int64_t> nearest = NearestIndices(inputSize, outputSize);
    return {nearest, nearest, std::vector<double>(nearest.size(), 1.0), std::vector<double>(nearest.size(), 0.0)};
  }
  RequireSizes(inputSize, outputSize);
  const double scale = static_cast<double>(inputSize) / static_cast<double>(outputSize);
  LinearTaps taps;
  for (std::int64_t k = 0; k < outputSize; ++k)
  {
    const double coordinate = std::clamp(Coordinate(k, scale), 0.0, static_cast<double>(inputSize - 1));
    const double floor = std::floor(coordinate);
    const double lowWeight = 1.0 - (coordinate - floor);
    const double highWeight = 1.0 - lowWeight;
    taps.low.push_back(static_cast<std::int64_t>(floor));
    taps.high.push_back(highWeight == 0.0 ? taps.low.back() : taps.low.back() + 1);
    taps.lowWeight.push_back(lowWeight);
    taps.highWeight.push_back(highWeight);
  }
  return taps;
}

CubicTaps
MakeCubicTaps(std::int64_t inputSize, std::int64_t outputSize)
{
  RequireSizes(inputSize, outputSize);
  const double scale = static_cast<double>(inputSize) / static_cast<double>(outputSize);
  CubicTaps taps;
  for (std::int64_t k = 0; k < outputSize; ++k)
  {
    const double coordinate = Coordinate(k, scale);
    const double floor = std::floor(coordinate);
    const double y = coordinate - floor;
    const double z = 1.0 - y;
    const double w0 = z * z * z / 6.0;
    const double w1 = (y * y * (y - 2.0) * 3.0 + 4.0) / 6.0;
    const double w2 = (z * z * (z - 2.0) * 3.0 + 4.0) / 6.0;
    taps.first.push_back(static_cast<std::int64_t>(floor) - 1);
    taps.weights.push_back({w0, w1, w2, 1.0 - w0 - w1 - w2});
  }
  return taps;
}

} // namespace vox::kernels
