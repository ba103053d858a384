// SPDX-License-Identifier: Apache-2.0
#include "voxRankedLabels.h"

#include <algorithm>
#include <map>
#include <utility>

namespace vox
{

LabelRanks
RanksOf(std::span<const std::vector<std::int32_t>> maps)
{
  constexpr std::size_t MostRanks = 255;
  std::map<std::int32_t, std::size_t> counts;
  for (const auto & labels : maps)
  {
    for (std::size_t begin = 0; begin < labels.size();)
    {
      const std::int32_t value = labels[begin];
      const std::size_t first = begin;
      while (begin < labels.size() && labels[begin] == value)
      {
        ++begin;
      }
      counts[value] += begin - first;
    }
  }
  counts.erase(0);
  std::vector<std::pair<std::int32_t, std::size_t>> present(counts.begin(), counts.end());
  LabelRanks ranks;
  if (present.size() > MostRanks)
  {
    ranks.others = present.size() - (MostRanks - 1);
    std::ranges::stable_sort(present, std::ranges::greater(), &std::pair<std::int32_t, std::size_t>::second);
    present.resize(MostRanks - 1);
  }
  for (const auto & [value, count] : present)
  {
    ranks.values.push_back(value);
  }
  std::ranges::sort(ranks.values);
  return ranks;
}

std::vector<std::uint8_t>
Ranked(const std::vector<std::int32_t> & labels, const LabelRanks & ranks)
{
  const auto rankOf = [&ranks](std::int32_t value) {
    if (value == 0)
    {
      return std::size_t{0};
    }
    const auto found = std::ranges::lower_bound(ranks.values, value);
    const bool isRanked = found != ranks.values.end() && *found == value;
    return isRanked ? static_cast<std::size_t>(found - ranks.values.begin()) + 1 : ranks.values.size() + 1;
  };
  std::vector<std::uint8_t> result(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i)
  {
    // Neighbors mostly have the same label.
    result[i] = i > 0 && labels[i] == labels[i - 1] ? result[i - 1] : static_cast<std::uint8_t>(rankOf(labels[i]));
  }
  return result;
}

} // namespace vox
