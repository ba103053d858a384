// SPDX-License-Identifier: Apache-2.0
#ifndef voxDistinctValues_h
#define voxDistinctValues_h

#include <cstdint>
#include <span>
#include <vector>

namespace vox
{

/** The values that occur, ascending, each with the number of its voxels. */
struct DistinctValues
{
  std::vector<float> values;
  std::vector<std::int64_t> counts;
};

/** Whole numbers of a moderate range are counted in a table, all others sorted. */
[[nodiscard]] DistinctValues FindDistinctValues(std::span<const float> voxels);

} // namespace vox

#endif
