// SPDX-License-Identifier: Apache-2.0
#include "voxNearestVoxel.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vox
{
namespace
{

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t windowReach = 31;

double
Squared(std::int64_t steps, double spacingMm)
{
  const double distance = static_cast<double>(steps) * spacingMm;
  return distance * distance;
}

/** Steps along x to the nearest bit among the 64 around x, 64 and more without one; exact up to windowReach. */
std::int64_t
StepsInWindow(const std::uint64_t * row, std::int64_t x)
{
  const std::int64_t first = x - 32;
  const std::int64_t word = first >> 6;
  const auto shift = static_cast<unsigned int>(first & 63);
  const std::uint64_t window = row[word] >> shift | row[word + 1] << 1U << (63U - shift); // bit 32 is x
  return std::min(std::countr_zero(window >> 32U | std::uint64_t{1} << 63U), std::countl_zero(window << 31U | 1U));
}

/** Steps along x to the nearest bit of a row of `words` words, or more than `reach` if there is none so near. */
std::int64_t
StepsInRow(const std::uint64_t * row, std::int64_t words, std::int64_t x, std::int64_t reach)
{
  const std::int64_t word = x >> 6;
  const auto bit = static_cast<unsigned int>(x & 63);
  std::int64_t nearest = reach + 1;
  const std::int64_t lastLeft = std::max<std::int64_t>((x - reach) >> 6, 0);
  std::uint64_t bits = row[word] << (63U - bit);
  if (bits != 0)
  {
    nearest = std::min<std::int64_t>(nearest, std::countl_zero(bits));
  }
  for (std::int64_t w = word - 1; bits == 0 && w >= lastLeft; --w)
  {
    bits = row[w];
    nearest = bits == 0 ? nearest : std::min(nearest, x - (64 * w + 63 - std::countl_zero(bits)));
  }
  const std::int64_t lastRight = std::min((x + nearest) >> 6, words - 1);
  bits = row[word] >> bit;
  if (bits != 0)
  {
    return std::min<std::int64_t>(nearest, std::countr_zero(bits));
  }
  for (std::int64_t w = word + 1; bits == 0 && w <= lastRight; ++w)
  {
    bits = row[w];
    nearest = bits == 0 ? nearest : std::min(nearest, 64 * w + std::countr_zero(bits) - x);
  }
  return nearest;
}

/** Steps from a position to the nearest of the block of 2^level positions. */
std::int64_t
StepsToBlock(std::int64_t position, std::int64_t block, std::size_t level)
{
  const std::int64_t first = block << level;
  const std::int64_t last = ((block + 1) << level) - 1;
  return position < first ? first - position : std::max<std::int64_t>(position - last, 0);
}

} // namespace

NearestVoxel::NearestVoxel(const BitMask & mask, const Zyx<double> & spacingMm) : m_Mask(mask), m_SpacingMm(spacingMm)
{
  MakeOffsets();
  MakePyramid();
}

void
NearestVoxel::MakeOffsets()
{
  // About fifty rows in a circle, or in a line where there is one slice, and no farther than the window along x.
  const Zyx<std::int64_t> & size = m_Mask.Size();
  const auto [spacingZ, spacingY, spacingX] = m_SpacingMm;
  const double radius = size.z > 1 ? 4.0 * std::sqrt(spacingZ * spacingY) : 16.0 * spacingY;
  m_NearMm2 = std::min(radius * radius, Squared(windowReach, spacingX));
  const auto last = [this](double spacing, std::int64_t extent) {
    return std::min(static_cast<std::int64_t>(std::sqrt(m_NearMm2) / spacing) + 1, extent - 1);
  };
  const std::int64_t lastZ = last(spacingZ, size.z);
  const std::int64_t lastY = last(spacingY, size.y);
  for (std::int64_t dz = -lastZ; dz <= lastZ; ++dz)
  {
    for (std::int64_t dy = -lastY; dy <= lastY; ++dy)
    {
      m_Offsets.push_back({dz, dy, Squared(dz, spacingZ), Squared(dy, spacingY)});
    }
  }
  const auto squared = [](const Offset & offset) { return offset.squaredY + offset.squaredZ; };
  std::erase_if(m_Offsets, [&](const Offset & offset) { return squared(offset) >= m_NearMm2; });
  std::ranges::stable_sort(m_Offsets, {}, squared);
}

void
NearestVoxel::MakePyramid()
{
  for (std::size_t level = 1; Level(level - 1).Size().z > 1 || Level(level - 1).Size().y > 1; ++level)
  {
    const Zyx<std::int64_t> size = Level(level - 1).Size();
    BitMask coarser({(size.z + 1) / 2, (size.y + 1) / 2, size.x});
    for (std::int64_t z = 0; z < size.z; ++z)
    {
      for (std::int64_t y = 0; y < size.y; ++y)
      {
        if (!Level(level - 1).HasRow(z, y))
        {
          continue;
        }
        const std::uint64_t * const from = Level(level - 1).Row(z, y);
        std::uint64_t * const to = coarser.EditRow(z / 2, y / 2);
        for (std::int64_t word = 0; word < coarser.WordsPerRow(); ++word)
        {
          to[word] |= from[word];
        }
      }
    }
    m_Coarser.push_back(std::move(coarser));
  }
}

const BitMask &
NearestVoxel::Level(std::size_t level) const
{
  return level == 0 ? m_Mask : m_Coarser[level - 1];
}

bool
NearestVoxel::FindNear(Search & search) const
{
  const Zyx<std::int64_t> & size = m_Mask.Size();
  search.best = m_NearMm2;
  bool found = false;
  for (const Offset & offset : m_Offsets)
  {
    if (offset.squaredY + offset.squaredZ >= search.best)
    {
      break;
    }
    const std::int64_t z = search.z + offset.dz;
    const std::int64_t y = search.y + offset.dy;
    if (z < 0 || z >= size.z || y < 0 || y >= size.y || !m_Mask.HasRow(z, y))
    {
      continue;
    }
    const std::int64_t steps = StepsInWindow(m_Mask.Row(z, y), search.x);
    const double squared = Squared(steps, m_SpacingMm.x) + offset.squaredY + offset.squaredZ;
    if (steps <= windowReach && squared < search.best)
    {
      search.best = squared;
      found = true;
    }
  }
  return found;
}

/** No voxel of the block's rows is nearer than this; for a single row it is the distance. Infinite where nothing is
 * nearer than the best. Rounding is monotonic, so the bound holds for the rounded sums as well. */
double
NearestVoxel::Bound(const Search & search, std::size_t level, const Hint & block) const
{
  const double squaredZ = Squared(StepsToBlock(search.z, block.z, level), m_SpacingMm.z);
  const double squaredY = Squared(StepsToBlock(search.y, block.y, level), m_SpacingMm.y);
  const BitMask & rows = Level(level);
  const std::int64_t sizeX = rows.Size().x;
  if (!rows.HasRow(block.z, block.y) || squaredY + squaredZ >= search.best)
  {
    return infinity;
  }
  const double left = std::max(search.best - squaredY - squaredZ, 0.0);
  const double voxels = std::sqrt(left) / m_SpacingMm.x + 1.0;
  const std::int64_t reach = voxels < static_cast<double>(sizeX) ? static_cast<std::int64_t>(voxels) : sizeX;
  const std::int64_t steps = StepsInRow(rows.Row(block.z, block.y), rows.WordsPerRow(), search.x, reach);
  return steps > reach ? infinity : Squared(steps, m_SpacingMm.x) + squaredY + squaredZ;
}

void
NearestVoxel::FindFar(Search & search, std::size_t level, const Hint & block, double bound) const
{
  if (level == 0)
  {
    search.row = block;
    search.best = bound;
    return;
  }
  struct Child
  {
    Hint block;
    double bound = infinity;
  };
  std::array<Child, 4> children;
  const Zyx<std::int64_t> & size = Level(level - 1).Size();
  for (std::size_t i = 0; i < children.size(); ++i)
  {
    const Hint child{2 * block.z + static_cast<std::int64_t>(i / 2), 2 * block.y + static_cast<std::int64_t>(i % 2)};
    if (child.z < size.z && child.y < size.y)
    {
      children[i] = {child, Bound(search, level - 1, child)};
    }
  }
  std::ranges::sort(children, {}, &Child::bound);
  for (const Child & child : children)
  {
    if (child.bound < search.best)
    {
      FindFar(search, level - 1, child.block, child.bound);
    }
  }
}

double
NearestVoxel::SquaredMm2(std::int64_t z, std::int64_t y, std::int64_t x, Hint & hint) const
{
  Search search{z, y, x};
  if (FindNear(search))
  {
    return search.best;
  }
  search.best = infinity;
  search.row = hint;
  if (hint.z >= 0)
  {
    search.best = Bound(search, 0, hint);
  }
  const std::size_t top = m_Coarser.size();
  if (const double bound = Bound(search, top, {0, 0}); bound < search.best)
  {
    FindFar(search, top, {0, 0}, bound);
  }
  hint = search.row;
  return search.best;
}

} // namespace vox
