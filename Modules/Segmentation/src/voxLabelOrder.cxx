// SPDX-License-Identifier: Apache-2.0
#include "voxLabelOrder.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace vox
{

std::vector<std::size_t>
OrderBySize(std::span<const std::int64_t> sizes)
{
  std::vector<std::size_t> order(sizes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return sizes[a] > sizes[b]; });
  return order;
}

std::int32_t
NumberBySize(std::span<std::int32_t> labels)
{
  std::unordered_map<std::int32_t, std::size_t> positionOf;
  std::vector<std::int64_t> sizes;
  for (const std::int32_t label : labels)
  {
    if (label > 0)
    {
      const auto [known, isNew] = positionOf.try_emplace(label, sizes.size());
      isNew ? sizes.push_back(1) : void(++sizes[known->second]);
    }
  }
  const std::vector<std::size_t> order = OrderBySize(sizes);
  std::vector<std::int32_t> numbers(sizes.size());
  for (std::size_t i = 0; i < order.size(); ++i)
  {
    numbers[order[i]] = static_cast<std::int32_t>(i + 1);
  }
  for (std::int32_t & label : labels)
  {
    label = label > 0 ? numbers[positionOf.at(label)] : 0;
  }
  return static_cast<std::int32_t>(sizes.size());
}

} // namespace vox
