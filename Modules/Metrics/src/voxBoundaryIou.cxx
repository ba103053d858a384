// SPDX-License-Identifier: Apache-2.0
#include "voxBoundaryIou.h"

#include "voxBitSurface.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace vox
{
namespace
{

/** A row around that touches the ball of the width, and how many voxels along x the ball reaches from it. */
struct BallRow
{
  std::int64_t dz = 0;
  std::int64_t dy = 0;
  std::int64_t reach = 0;
};

/** The rows of the ball, those that reach farthest first. */
std::vector<BallRow>
RowsOfBall(const Zyx<std::int64_t> & size, const Zyx<double> & spacingMm, double widthMm)
{
  const double limit = widthMm * (1.0 + 1e-6);
  const auto steps = [](double mm, double spacing, std::int64_t extent) {
    return static_cast<std::int64_t>(std::min(std::floor(mm / spacing), static_cast<double>(extent - 1)));
  };
  const std::int64_t lastZ = steps(limit, spacingMm.z, size.z);
  const std::int64_t lastY = steps(limit, spacingMm.y, size.y);
  std::vector<BallRow> rows;
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
  std::ranges::stable_sort(rows, std::greater<>(), &BallRow::reach);
  return rows;
}

/** The band of a mask, row by row. */
class Band
{
public:
  Band(const BitMask & mask, const std::array<bool, 3> & measured, const Zyx<double> & spacingMm, double widthMm)
      : m_Mask(mask),
        m_Surface(SurfaceOf(mask, measured)),
        m_Ball(RowsOfBall(mask.Size(), spacingMm, widthMm)),
        m_Words(static_cast<std::size_t>(mask.WordsPerRow() + 2)),
        m_Before(m_Words.size())
  {}

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
    const std::uint64_t * const mask = m_Mask.Row(z, y);
    for (std::int64_t i = 0; i < m_Mask.WordsPerRow(); ++i)
    {
      words[i] &= mask[i];
    }
    return words;
  }

private:
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
  std::vector<BallRow> m_Ball;
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
