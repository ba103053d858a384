// SPDX-License-Identifier: Apache-2.0
#ifndef voxSizeRules_h
#define voxSizeRules_h

#include "voxNetworkSizes.h"

#include <cstddef>
#include <vector>

namespace vox
{

/** The first of the axes z, y, x that a network of so many dimensions looks at. */
[[nodiscard]] inline std::size_t
FirstAxis(int dimensions)
{
  return dimensions == 2 ? 1 : 0;
}

/** Multiples of the product of all strides, the product itself being the smallest. */
[[nodiscard]] NetworkSizes MultiplesOf(const std::vector<Zyx<std::int64_t>> & strides, int dimensions);

/** Of a network whose levels halve the size, with convolutions that keep it: multiples of 2^(levels - 1). */
[[nodiscard]] NetworkSizes HalvingSizes(int dimensions, std::size_t levels);

/** The same with two convolutions of kernel 3 without padding at each level of encoder and decoder, each of which takes
 * a voxel from either side. */
[[nodiscard]] NetworkSizes ShrinkingSizes(int dimensions, std::size_t levels);

} // namespace vox

#endif
