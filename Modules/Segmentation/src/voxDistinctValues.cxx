// SPDX-License-Identifier: Apache-2.0
#include "voxDistinctValues.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

constexpr float kTableSize = 1 << 20;

DistinctValues
CountInTable(std::span<const float> voxels, float least, float largest)
{
  std::vector<std::int64_t> table(static_cast<std::size_t>(largest - least) + 1, 0);
  for (const float value : voxels)
  {
    ++table[static_cast<std::size_t>(value - least)];
  }
  DistinctValues result;
  for (std::size_t i = 0; i < table.size(); ++i)
  {
    if (table[i] > 0)
    {
      result.values.push_back(least + static_cast<float>(i));
      result.counts.push_back(table[i]);
    }
  }
  return result;
}

DistinctValues
CountSorted(std::span<const float> voxels)
{
  std::vector<float> sorted(voxels.begin(), voxels.end());
  std::sort(sorted.begin(), sorted.end());
  DistinctValues result;
  for (auto run = sorted.begin(); run != sorted.end();)
  {
    const auto next = std::upper_bound(run, sorted.end(), *run);
    result.values.push_back(*run);
    result.counts.push_back(next - run);
    run = next;
  }
  return result;
}

} // namespace

DistinctValues
FindDistinctValues(std::span<const float> voxels)
{
  const auto [least, largest] = std::minmax_element(voxels.begin(), voxels.end());
  const bool isExact =
      std::abs(*least) < kTableSize && std::abs(*largest) < kTableSize && *largest - *least < kTableSize;
  const auto isWhole = [](float value) { return value == std::trunc(value); };
  return isExact && std::all_of(voxels.begin(), voxels.end(), isWhole) ? CountInTable(voxels, *least, *largest)
                                                                       : CountSorted(voxels);
}

} // namespace vox
