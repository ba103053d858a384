// SPDX-License-Identifier: Apache-2.0
#include "voxBinaryComponents.h"

#include <algorithm>
#include <numeric>

namespace vox
{

namespace
{
bool
IsSet(const BinaryVolume::Word * row, std::int64_t x)
{
  return ((row[x / BinaryVolume::wordBits] >> (x % BinaryVolume::wordBits)) & 1U) != 0;
}

/** Union-find over runs; the root of a set is its smallest member, so roots come in memory order. */
class Sets
{
public:
  explicit Sets(std::size_t count) : m_Parent(count) { std::iota(m_Parent.begin(), m_Parent.end(), std::size_t{0}); }

  std::size_t
  Root(std::size_t member)
  {
    while (m_Parent[member] != member)
    {
      m_Parent[member] = m_Parent[m_Parent[member]];
      member = m_Parent[member];
    }
    return member;
  }

  void
  Unite(std::size_t a, std::size_t b)
  {
    const auto [low, high] = std::minmax({Root(a), Root(b)});
    m_Parent[high] = low;
  }

private:
  std::vector<std::size_t> m_Parent;
};
} // namespace

BinaryComponents::BinaryComponents(const BinaryVolume & mask)
{
  const Zyx<std::int64_t> & size = mask.Size();
  std::vector<std::size_t> firstRun; // of each row, and the number of all runs behind the last row
  for (std::int64_t row = 0; row < size.z * size.y; ++row)
  {
    firstRun.push_back(m_Runs.size());
    const BinaryVolume::Word * words = mask.Row(row);
    for (std::int64_t x = 0; x < size.x; ++x)
    {
      if (words[x / BinaryVolume::wordBits] == 0)
      {
        x |= BinaryVolume::wordBits - 1;
      }
      else if (IsSet(words, x))
      {
        const std::int64_t first = x;
        while (x < size.x && IsSet(words, x))
        {
          ++x;
        }
        m_Runs.push_back({row, first, x, 0});
      }
    }
  }
  firstRun.push_back(m_Runs.size());

  Sets sets(m_Runs.size());
  const auto uniteRows = [&](std::int64_t row, std::int64_t other) {
    std::size_t a = firstRun[static_cast<std::size_t>(row)];
    std::size_t b = firstRun[static_cast<std::size_t>(other)];
    const std::size_t endA = firstRun[static_cast<std::size_t>(row) + 1];
    const std::size_t endB = firstRun[static_cast<std::size_t>(other) + 1];
    while (a < endA && b < endB)
    {
      if (m_Runs[a].first <= m_Runs[b].end && m_Runs[b].first <= m_Runs[a].end) // ends touch: they share a corner
      {
        sets.Unite(a, b);
      }
      (m_Runs[a].end < m_Runs[b].end ? a : b) += 1;
    }
  };
  for (std::int64_t z = 0; z < size.z; ++z)
  {
    for (std::int64_t y = 0; y < size.y; ++y)
    {
      const std::int64_t row = z * size.y + y;
      if (y > 0)
      {
        uniteRows(row, row - 1);
      }
      for (std::int64_t below = std::max<std::int64_t>(y - 1, 0); z > 0 && below < std::min(y + 2, size.y); ++below)
      {
        uniteRows(row, (z - 1) * size.y + below);
      }
    }
  }

  for (std::size_t run = 0; run < m_Runs.size(); ++run)
  {
    const std::size_t root = sets.Root(run);
    if (root == run)
    {
      m_Runs[run].component = m_Sizes.size();
      m_Sizes.push_back(0);
    }
    m_Runs[run].component = m_Runs[root].component;
    m_Sizes[m_Runs[run].component] += m_Runs[run].end - m_Runs[run].first;
  }
}

void
BinaryComponents::Erase(std::size_t component, BinaryVolume & volume) const
{
  for (const Run & run : m_Runs)
  {
    if (run.component == component)
    {
      BinaryVolume::Word * words = volume.Row(run.row);
      for (std::int64_t x = run.first; x < run.end; ++x)
      {
        words[x / BinaryVolume::wordBits] &= ~(BinaryVolume::Word{1} << (x % BinaryVolume::wordBits));
      }
    }
  }
}

} // namespace vox
