// SPDX-License-Identifier: Apache-2.0
#include "voxBoundaryIou.h"

#include "voxBitSurface.h"
#include "voxNearestVoxel.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <vector>

namespace vox
{
namespace
{

/** Rows of a ball up to which it is cheaper to look at them all than to ask for distances. */
constexpr std::size_t kFewRows = 1024;

/** Distances up to this belong to the band. */
double
Limit(double widthMm)
{
  return widthMm * (1.0 + 1e-6);
}

/** A row around that touches the ball of the width, and how many voxels along x the ball reaches from it. */
struct BallRow
{
  std::int64_t dz = 0;
  std::int64_t dy = 0;
  std::int64_t reach = 0;
};

/** The rows of the ball, those that reach farthest first; none if they are more than a few. */
std::vector<BallRow>
RowsOfSmallBall(const Zyx<std::int64_t> & size, const Zyx<double> & spacingMm, double limit)
{
  const auto steps = [](double mm, double spacing, std::int64_t extent) {
    return static_cast<std::int64_t>(std::min(std::floor(mm / spacing), static_cast<double>(extent - 1)));
  };
  const std::int64_t lastZ = steps(limit, spacingMm.z, size.z);
  const std::int64_t lastY = steps(limit, spacingMm.y, size.y);
  std::vector<BallRow> rows;
  if (lastZ > static_cast<std::int64_t>(kFewRows) || lastY > static_cast<std::int64_t>(kFewRows))
  {
    return rows;
  }
  for (std::int64_t dz = -lastZ; dz <= lastZ; ++dz)
  {
    for (std::int64_t dy = -lastY; dy <= lastY; ++dy)
    {
      const double z = static_cast<double>(dz) * spacingMm.z;
      const double y = static_cast<double>(dy) * spacingMm.y;
      const double left = limit * limit - z * z - y * y;
      if (left >= 0.0)
      {
        rows.push_back({dz, dy, steps(std::sqrt(left), spacingMm.x, size.x)});
      }
    }
  }
  if (rows.size() > kFewRows)
  {
    rows.clear();
  }
  std::ranges::stable_sort(rows, std::greater<>(), &BallRow::reach);
  return rows;
}

/** Sets the voxels from `first` to before `end`. */
void
SetBits(std::uint64_t * row, std::int64_t first, std::int64_t end)
{
  for (std::int64_t x = first; x < end;)
  {
    const std::int64_t count = std::min(end - x, 64 - x % 64);
    row[x / 64] |= (~std::uint64_t{0} >> (64 - count)) << (x % 64);
    x += count;
  }
}

/** The band of a mask, row by row. A narrow one is the surface rows around, each spread by what the ball reaches there;
 * a wide one is found by distances along the row: since they change by no more than the steps, each answers for as many
 * voxels as it is away from the limit. */
class Band
{
public:
  Band(const BitMask & mask, const std::array<bool, 3> & measured, const Zyx<double> & spacingMm, double widthMm)
      : m_Mask(mask),
        m_Surface(SurfaceOf(mask, measured)),
        m_Spacing(spacingMm.x),
        m_Limit(Limit(widthMm)),
        m_Ball(RowsOfSmallBall(mask.Size(), spacingMm, m_Limit)),
        m_Words(static_cast<std::size_t>(mask.WordsPerRow() + 2)),
        m_Before(m_Words.size())
  {
    if (m_Ball.empty())
    {
      m_Nearest.emplace(m_Surface, spacingMm);
    }
  }

  /** Words of the row, valid until the next call. */
  const std::uint64_t *
  Row(std::int64_t z, std::int64_t y)
  {
    std::ranges::fill(m_Words, 0);
    std::uint64_t * const words = m_Words.data() + 1;
    if (!m_Mask.HasRow(z, y))
    {
      return words;
    }
    if (m_Nearest)
    {
      FindAlongRow(z, y, words);
    }
    else
    {
      SpreadRowsAround(z, y, words);
    }
    const std::uint64_t * const mask = m_Mask.Row(z, y);
    for (std::int64_t i = 0; i < m_Mask.WordsPerRow(); ++i)
    {
      words[i] &= mask[i];
    }
    return words;
  }

private:
  void
  FindAlongRow(std::int64_t z, std::int64_t y, std::uint64_t * words)
  {
    const std::uint64_t * const mask = m_Mask.Row(z, y);
    for (std::int64_t x = 0; x < m_Mask.Size().x;)
    {
      if (const std::uint64_t left = mask[x / 64] >> (x % 64); (left & 1U) == 0)
      {
        x += left == 0 ? 64 - x % 64 : std::countr_zero(left);
        continue;
      }
      const double away = std::sqrt(m_Nearest->SquaredMm2(z, y, x, m_Hint)) - m_Limit;
      // Short by a part of a voxel, so that rounding cannot carry it across the limit.
      const double steps = std::min(std::abs(away) / m_Spacing - 1e-3, static_cast<double>(m_Mask.Size().x));
      const std::int64_t end = std::min(x + 1 + static_cast<std::int64_t>(std::max(steps, 0.0)), m_Mask.Size().x);
      if (away <= 0.0)
      {
        SetBits(words, x, end);
      }
      x = end;
    }
  }

  void
  SpreadRowsAround(std::int64_t z, std::int64_t y, std::uint64_t * words)
  {
    std::int64_t reach = m_Ball.front().reach;
    for (const BallRow & row : m_Ball)
    {
      Spread(reach - row.reach);
      reach = row.reach;
      const std::uint64_t * const surface = m_Surface.RowOrZeros(z + row.dz, y + row.dy);
      for (std::int64_t i = 0; i < m_Mask.WordsPerRow(); ++i)
      {
        words[i] |= surface[i];
      }
    }
    Spread(reach);
  }

  /** Sets all bits at most `steps` from one that is set. */
  void
  Spread(std::int64_t steps)
  {
    for (std::int64_t done = 0; done < steps;)
    {
      // A gap of up to twice what is done plus one fills without holes; a shift stays within a word.
      const std::int64_t step = std::min({2 * done + 1, steps - done, std::int64_t{63}});
      const auto shift = static_cast<unsigned int>(step);
      m_Before = m_Words;
      for (std::size_t i = 1; i + 1 < m_Words.size(); ++i)
      {
        m_Words[i] |= m_Before[i] << shift | m_Before[i - 1] >> (64U - shift) | m_Before[i] >> shift |
                      m_Before[i + 1] << (64U - shift);
      }
      done += step;
    }
  }

  const BitMask & m_Mask;
  BitMask m_Surface;
  double m_Spacing; ///< along the row
  double m_Limit;
  std::vector<BallRow> m_Ball;           ///< of a narrow band
  std::optional<NearestVoxel> m_Nearest; ///< of a wide one
  NearestVoxel::Hint m_Hint;
  std::vector<std::uint64_t> m_Words;
  std::vector<std::uint64_t> m_Before;
};

} // namespace

double
BoundaryIou(const BitMask & reference, const BitMask & prediction, const std::array<bool, 3> & measured,
            const Zyx<double> & spacingMm, double widthMm)
{
  Band a(reference, measured, spacingMm, widthMm);
  Band b(prediction, measured, spacingMm, widthMm);
  std::int64_t both = 0;
  std::int64_t any = 0;
  for (std::int64_t z = 0; z < reference.Size().z; ++z)
  {
    for (std::int64_t y = 0; y < reference.Size().y; ++y)
    {
      const std::uint64_t * const inA = a.Row(z, y);
      const std::uint64_t * const inB = b.Row(z, y);
      for (std::int64_t i = 0; i < reference.WordsPerRow(); ++i)
      {
        both += std::popcount(inA[i] & inB[i]);
        any += std::popcount(inA[i] | inB[i]);
      }
    }
  }
  return static_cast<double>(both) / static_cast<double>(any);
}

} // namespace vox
