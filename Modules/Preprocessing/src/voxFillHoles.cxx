// SPDX-License-Identifier: Apache-2.0
#include "voxFillHoles.h"

#include <algorithm>
#include <array>
#include <vector>

namespace vox
{
namespace
{
constexpr std::uint8_t zero = 0;
constexpr std::uint8_t outside = 2; // a zero that is joined to the border

/** Floods whole runs along x; the stack holds one voxel of each run that waits, so it stays small. */
class Flood
{
public:
  Flood(std::uint8_t * mask, const Zyx<std::int64_t> & size) : m_Mask(mask), m_Size(size) {}

  void
  FromBorder()
  {
    for (std::int64_t z = 0; z < m_Size.z; ++z)
    {
      for (std::int64_t y = 0; y < m_Size.y; ++y)
      {
        const bool border = z == 0 || z == m_Size.z - 1 || y == 0 || y == m_Size.y - 1;
        const std::int64_t step = border ? 1 : std::max<std::int64_t>(1, m_Size.x - 1);
        for (std::int64_t x = 0; x < m_Size.x; x += step)
        {
          if (Row(z, y)[x] == zero)
          {
            m_Waiting.push_back({z, y, x});
            Drain();
          }
        }
      }
    }
  }

private:
  [[nodiscard]] std::uint8_t *
  Row(std::int64_t z, std::int64_t y) const
  {
    return m_Mask + (z * m_Size.y + y) * m_Size.x;
  }

  void
  Drain()
  {
    while (!m_Waiting.empty())
    {
      const Zyx<std::int64_t> seed = m_Waiting.back();
      m_Waiting.pop_back();
      std::uint8_t * const row = Row(seed.z, seed.y);
      if (row[seed.x] != zero)
      {
        continue;
      }
      std::int64_t first = seed.x;
      std::int64_t last = seed.x + 1;
      while (first > 0 && row[first - 1] == zero)
      {
        --first;
      }
      while (last < m_Size.x && row[last] == zero)
      {
        ++last;
      }
      std::fill(row + first, row + last, outside);
      for (const auto & [z, y] : {std::array{seed.z - 1, seed.y}, std::array{seed.z + 1, seed.y},
                                  std::array{seed.z, seed.y - 1}, std::array{seed.z, seed.y + 1}})
      {
        if (z >= 0 && z < m_Size.z && y >= 0 && y < m_Size.y)
        {
          PushRuns(z, y, first, last);
        }
      }
    }
  }

  void
  PushRuns(std::int64_t z, std::int64_t y, std::int64_t first, std::int64_t last)
  {
    const std::uint8_t * const row = Row(z, y);
    for (std::int64_t x = first; x < last; ++x)
    {
      if (row[x] == zero && (x == first || row[x - 1] != zero))
      {
        m_Waiting.push_back({z, y, x});
      }
    }
  }

  std::uint8_t * m_Mask;
  Zyx<std::int64_t> m_Size;
  std::vector<Zyx<std::int64_t>> m_Waiting;
};
} // namespace

void
FillHoles(std::uint8_t * mask, const Zyx<std::int64_t> & size)
{
  Flood(mask, size).FromBorder();
  std::transform(mask, mask + Product(size), mask,
                 [](std::uint8_t value) { return static_cast<std::uint8_t>(value != outside); });
}

} // namespace vox
