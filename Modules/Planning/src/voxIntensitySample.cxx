// SPDX-License-Identifier: Apache-2.0
#include "voxIntensitySample.h"

#include "voxPercentile.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

constexpr std::size_t kCompactAtLeast = std::size_t{1} << 20;

} // namespace

void
IntensitySample::Add(float value, std::uint32_t count)
{
  m_Entries.push_back({value + 0.0F, count}); // -0 becomes 0: which of the two is kept must not depend on the order
  // Compacting at each doubling keeps the total work within a constant factor of one sort.
  if (m_Entries.size() >= std::max(kCompactAtLeast, 2 * m_CompactSize))
  {
    Compact();
  }
}

void
IntensitySample::Compact()
{
  std::sort(m_Entries.begin(), m_Entries.end(), [](const Entry & a, const Entry & b) { return a.value < b.value; });
  auto last = m_Entries.begin();
  for (auto entry = m_Entries.begin(); entry != m_Entries.end(); ++entry)
  {
    if (entry == last)
    {
      continue;
    }
    if (entry->value == last->value)
    {
      last->count += entry->count;
    }
    else
    {
      *++last = *entry;
    }
  }
  if (!m_Entries.empty())
  {
    m_Entries.erase(last + 1, m_Entries.end());
  }
  m_CompactSize = m_Entries.size();
}

IntensityStatistics
IntensitySample::Statistics()
{
  Compact();
  std::vector<std::int64_t> upTo; // number of drawn values up to and with entry i
  double sum = 0.0;
  for (const Entry & entry : m_Entries)
  {
    upTo.push_back((upTo.empty() ? 0 : upTo.back()) + entry.count);
    sum += static_cast<double>(entry.value) * entry.count;
  }
  const auto total = static_cast<double>(upTo.back());
  const double mean = sum / total;
  double squares = 0.0;
  for (const Entry & entry : m_Entries)
  {
    const double difference = entry.value - mean;
    squares += difference * difference * entry.count;
  }
  const auto sorted = [&](std::int64_t i) -> double {
    const auto entry = std::upper_bound(upTo.begin(), upTo.end(), i);
    return m_Entries[static_cast<std::size_t>(entry - upTo.begin())].value;
  };

  IntensityStatistics statistics;
  statistics.mean = mean;
  statistics.standardDeviation = std::sqrt(squares / total);
  statistics.percentile005 = Percentile(upTo.back(), 0.005, sorted);
  statistics.percentile995 = Percentile(upTo.back(), 0.995, sorted);
  statistics.median = Percentile(upTo.back(), 0.5, sorted);
  statistics.minimum = m_Entries.front().value;
  statistics.maximum = m_Entries.back().value;
  return statistics;
}

} // namespace vox
