// SPDX-License-Identifier: Apache-2.0
#include "voxTopology.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

constexpr double kMinimumEdge = 4.0;
constexpr double kSimilarSpacing = 2.0;

using Axes = std::vector<std::size_t>;

/** The axes that the next stage halves; empty at the bottleneck. */
Axes
AxesToPool(const Axes & axes, const Zyx<double> & spacing, const Zyx<double> & size)
{
  Axes large;
  std::copy_if(axes.begin(), axes.end(), std::back_inserter(large),
               [&](std::size_t axis) { return size[axis] >= 2 * kMinimumEdge; });
  if (large.empty())
  {
    return {};
  }
  const auto finer = [&](std::size_t a, std::size_t b) { return spacing[a] < spacing[b]; };
  const double finest = spacing[*std::min_element(large.begin(), large.end(), finer)];
  Axes pooled;
  std::copy_if(large.begin(), large.end(), std::back_inserter(pooled),
               [&](std::size_t axis) { return spacing[axis] / finest < kSimilarSpacing; });
  if (pooled.size() == 1 && size[pooled.front()] < 3 * kMinimumEdge)
  {
    return {};
  }
  return pooled;
}

void
WidenKernel(const Axes & axes, const Zyx<double> & spacing, Zyx<std::int64_t> & kernel)
{
  double finest = spacing[axes.front()];
  for (const std::size_t axis : axes)
  {
    finest = std::min(finest, spacing[axis]);
  }
  for (const std::size_t axis : axes)
  {
    if (spacing[axis] / finest < kSimilarSpacing)
    {
      kernel[axis] = 3;
    }
  }
}

} // namespace

Topology
MakeTopology(const Zyx<double> & spacingMm, const Zyx<double> & patchSize, int dimensions)
{
  const Axes axes = dimensions == 2 ? Axes{1, 2} : Axes{0, 1, 2};
  Zyx<double> spacing = spacingMm;
  Zyx<double> size = patchSize;
  Zyx<std::int64_t> kernel{1, 1, 1};
  Topology topology;
  topology.strides.push_back({1, 1, 1});
  for (Axes pooled = AxesToPool(axes, spacing, size); !pooled.empty(); pooled = AxesToPool(axes, spacing, size))
  {
    WidenKernel(axes, spacing, kernel);
    Zyx<std::int64_t> stride{1, 1, 1};
    for (const std::size_t axis : pooled)
    {
      stride[axis] = 2;
      topology.divisors[axis] *= 2;
      spacing[axis] *= 2;
      size[axis] = std::ceil(size[axis] / 2);
    }
    topology.strides.push_back(stride);
    topology.kernelSizes.push_back(kernel);
  }

  Zyx<std::int64_t> bottleneck{1, 1, 1};
  topology.patchSize = {1, 1, 1};
  for (const std::size_t axis : axes)
  {
    bottleneck[axis] = 3;
    const auto divisor = static_cast<double>(topology.divisors[axis]);
    topology.patchSize[axis] =
        static_cast<std::int64_t>(std::ceil(patchSize[axis] / divisor)) * topology.divisors[axis];
  }
  topology.kernelSizes.push_back(bottleneck);
  return topology;
}

} // namespace vox
