// SPDX-License-Identifier: Apache-2.0
#include "voxSizeRules.h"

namespace vox
{

NetworkSizes
MultiplesOf(const std::vector<Zyx<std::int64_t>> & strides, int dimensions)
{
  NetworkSizes sizes;
  for (std::size_t axis = FirstAxis(dimensions); axis < 3; ++axis)
  {
    std::int64_t product = 1;
    for (const Zyx<std::int64_t> & stride : strides)
    {
      product *= stride[axis];
    }
    sizes.axes[axis] = {.multiple = product, .smallest = product};
  }
  return sizes;
}

NetworkSizes
HalvingSizes(int dimensions, std::size_t levels)
{
  return MultiplesOf(std::vector<Zyx<std::int64_t>>(levels - 1, {2, 2, 2}), dimensions);
}

NetworkSizes
ShrinkingSizes(int dimensions, std::size_t levels)
{
  const std::int64_t multiple = std::int64_t{1} << (levels - 1);
  // From features of b voxels behind the coarsest level's convolutions: multiple * b + before in, multiple * b - after
  // out.
  std::int64_t before = 4;
  std::int64_t after = 0;
  for (std::size_t level = 1; level < levels; ++level)
  {
    before = 2 * before + 4;
    after = 2 * after + 4;
  }
  std::int64_t fewest = 1;
  while (multiple * fewest - after < 1)
  {
    ++fewest;
  }
  NetworkSizes sizes;
  for (std::size_t axis = FirstAxis(dimensions); axis < 3; ++axis)
  {
    sizes.axes[axis] = {.multiple = multiple, .remainder = before % multiple, .smallest = multiple * fewest + before};
    sizes.margin[axis] = (before + after) / 2;
  }
  return sizes;
}

} // namespace vox
