// SPDX-License-Identifier: Apache-2.0
#include "voxRegionTable.h"

#include <algorithm>

namespace vox
{

RegionTable::RegionTable(const std::vector<std::vector<std::int64_t>> & regions, std::int64_t heads)
{
  const auto ofHead = [&](std::int64_t head) {
    return regions.empty() ? std::vector{head} : regions[static_cast<std::size_t>(head)];
  };
  for (std::int64_t head = 0; head < heads; ++head)
  {
    for (const std::int64_t label : ofHead(head))
    {
      m_Labels = std::max(m_Labels, label + 1);
    }
  }
  m_Words.resize(static_cast<std::size_t>((heads + headsPerWord - 1) / headsPerWord * m_Labels));
  for (std::int64_t head = 0; head < heads; ++head)
  {
    for (const std::int64_t label : ofHead(head))
    {
      if (label >= 0)
      {
        m_Words[static_cast<std::size_t>(head / headsPerWord * m_Labels + label)] |=
            1U << static_cast<unsigned int>(head % headsPerWord);
      }
    }
  }
}

} // namespace vox
