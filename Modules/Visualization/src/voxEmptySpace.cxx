// SPDX-License-Identifier: Apache-2.0
#include "voxEmptySpace.h"

#include "voxParallelFor.h"

#include <algorithm>
#include <array>
#include <limits>

namespace vox
{
namespace
{

constexpr std::uint8_t kFar = 255;

/** First voxel and the one after the last of a block with one more on each side. */
std::array<std::int64_t, 2>
Reach(std::int64_t block, std::int64_t voxels, std::int64_t size)
{
  return {std::max<std::int64_t>(0, block * voxels - 1), std::min(size, (block + 1) * voxels + 1)};
}

} // namespace

EmptySpace::EmptySpace(const Zyx<std::int64_t> & size, const float * values, float above,
                       const std::vector<std::uint16_t> & places, int threads)
    : m_Blocks{(size.z + kBlock - 1) / kBlock, (size.y + kBlock - 1) / kBlock, (size.x + kBlock - 1) / kBlock},
      m_Distances(static_cast<std::size_t>(Product(m_Blocks)), kFar)
{
  const auto isSeen = [&](const Zyx<std::int64_t> & block) {
    const auto [firstZ, lastZ] = Reach(block.z, kBlock, size.z);
    const auto [firstY, lastY] = Reach(block.y, kBlock, size.y);
    const auto [firstX, lastX] = Reach(block.x, kBlock, size.x);
    for (std::int64_t z = firstZ; z < lastZ; ++z)
    {
      for (std::int64_t y = firstY; y < lastY; ++y)
      {
        const std::int64_t row = (z * size.y + y) * size.x;
        bool isAnySeen = false;
        for (std::int64_t x = row + firstX; x < row + lastX; ++x)
        {
          isAnySeen |= values[x] > above;
        }
        for (std::int64_t x = row + firstX; !places.empty() && x < row + lastX; ++x)
        {
          isAnySeen |= places[static_cast<std::size_t>(x)] != 0;
        }
        if (isAnySeen)
        {
          return true;
        }
      }
    }
    return false;
  };
  ParallelFor(0, m_Blocks.z, 1, threads, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t i = first * m_Blocks.y * m_Blocks.x; i < last * m_Blocks.y * m_Blocks.x; ++i)
    {
      const Zyx<std::int64_t> block{i / (m_Blocks.y * m_Blocks.x), i / m_Blocks.x % m_Blocks.y, i % m_Blocks.x};
      m_Distances[static_cast<std::size_t>(i)] = isSeen(block) ? 0 : kFar;
    }
  });
  FindDistances();
}

/** Two passes, each from the neighbors that it has met: exact for distances across corners (Rosenfeld and Pfaltz 1966,
 * doi:10.1145/321356.321357). */
void
EmptySpace::FindDistances()
{
  const std::int64_t all = Product(m_Blocks);
  for (const std::int64_t sign : {-1, 1})
  {
    for (std::int64_t step = 0; step < all; ++step)
    {
      const std::int64_t i = sign < 0 ? step : all - 1 - step;
      const Zyx<std::int64_t> block{i / (m_Blocks.y * m_Blocks.x), i / m_Blocks.x % m_Blocks.y, i % m_Blocks.x};
      std::uint8_t & own = m_Distances[static_cast<std::size_t>(i)];
      for (std::int64_t neighbor = 14; neighbor < 27 && own != 0; ++neighbor) // 13 is the block itself
      {
        const Zyx<std::int64_t> at{block.z + sign * (neighbor / 9 - 1), block.y + sign * (neighbor / 3 % 3 - 1),
                                   block.x + sign * (neighbor % 3 - 1)};
        const bool isInside =
            at.z >= 0 && at.y >= 0 && at.x >= 0 && at.z < m_Blocks.z && at.y < m_Blocks.y && at.x < m_Blocks.x;
        if (isInside)
        {
          const auto next = m_Distances[static_cast<std::size_t>((at.z * m_Blocks.y + at.y) * m_Blocks.x + at.x)];
          own = std::min<std::uint8_t>(own, next == kFar ? kFar : next + 1);
        }
      }
    }
  }
}

double
EmptySpace::MmThrough(const Zyx<std::int64_t> & block, std::int64_t distance, const Zyx<double> & voxel,
                      const Zyx<double> & way)
{
  double mm = std::numeric_limits<double>::max();
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    if (way[axis] != 0.0)
    {
      const std::int64_t border = way[axis] > 0.0 ? block[axis] + distance : block[axis] - distance + 1;
      mm = std::min(mm, (static_cast<double>(border * kBlock) - 0.5 - voxel[axis]) / way[axis]);
    }
  }
  return mm;
}

} // namespace vox
