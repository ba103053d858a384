// SPDX-License-Identifier: Apache-2.0
#include "voxAxisTaps.h"

#include "voxError.h"
#include "voxLinearTap.h"
#include "voxResample.h"

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
} // namespace

std::vector<std::int64_t>
NearestIndices(std::int64_t inputSize, std::int64_t outputSize)
{
  RequireSizes(inputSize, outputSize);
  std::vector<std::int64_t> indices;
  for (std::int64_t k = 0; k < outputSize; ++k)
  {
    indices.push_back(LinearTapAt(k, inputSize, outputSize, 0).low);
  }
  return indices;
}

LinearTaps
MakeLinearTaps(std::int64_t inputSize, std::int64_t outputSize, int order)
{
  RequireSizes(inputSize, outputSize);
  LinearTaps taps;
  for (std::int64_t k = 0; k < outputSize; ++k)
  {
    const LinearTap tap = LinearTapAt(k, inputSize, outputSize, order);
    taps.low.push_back(tap.low);
    taps.high.push_back(tap.high);
    taps.lowWeight.push_back(tap.lowWeight);
    taps.highWeight.push_back(tap.highWeight);
  }
  return taps;
}

CubicTaps
MakeCubicTaps(std::int64_t inputSize, std::int64_t outputSize)
{
  RequireSizes(inputSize, outputSize);
  CubicTaps taps;
  for (std::int64_t k = 0; k < outputSize; ++k)
  {
    const double coordinate = SampleCoordinate(k, inputSize, outputSize);
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
