// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelOrder_h
#define voxLabelOrder_h

#include <cstdint>
#include <span>
#include <vector>

namespace vox
{

/** Positions of these sizes from the largest to the smallest; equal ones stay in their order. */
[[nodiscard]] std::vector<std::size_t> OrderBySize(std::span<const std::int64_t> sizes);

/** Gives the values above 0 of a label map the numbers 1, 2, ... by decreasing number of voxels, of equal ones in the
 * order of their first voxels, and says how many there are. */
std::int32_t NumberBySize(std::span<std::int32_t> labels);

} // namespace vox

#endif
