// SPDX-License-Identifier: Apache-2.0
#include "voxSkeleton.h"

#include <array>
#include <vector>

namespace vox
{
namespace
{

constexpr unsigned int kMiddle = 13;

/** The voxels whose three positions lie between these, without the one in the middle. */
constexpr Neighborhood
BlockAround(const std::array<int, 3> & first, const std::array<int, 3> & last)
{
  Neighborhood block = 0;
  for (int z = first[0]; z <= last[0]; ++z)
  {
    for (int y = first[1]; y <= last[1]; ++y)
    {
      for (int x = first[2]; x <= last[2]; ++x)
      {
        block |= Neighborhood{1} << (9 * z + 3 * y + x);
      }
    }
  }
  return block & ~(Neighborhood{1} << kMiddle);
}

/** A vertex, edge or face of the cube that is the middle voxel: the other voxels that have it too. */
struct Cell
{
  Neighborhood sharedWith = 0;
  int sign = 0; ///< in the Euler characteristic: vertices and faces 1, edges -1
};

/** All 26: one for each direction in which a neighbor lies. */
constexpr std::array<Cell, 26>
MakeCells()
{
  std::array<Cell, 26> cells{};
  std::size_t count = 0;
  for (int place = 0; place < 27; ++place)
  {
    const std::array<int, 3> towards{place / 9, place / 3 % 3, place % 3};
    std::array<int, 3> first{};
    std::array<int, 3> last{};
    int sign = -1;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      first[axis] = towards[axis] == 0 ? 0 : 1;
      last[axis] = towards[axis] == 2 ? 2 : 1;
      sign = towards[axis] == 1 ? sign : -sign;
    }
    if (place != kMiddle)
    {
      cells[count++] = {BlockAround(first, last), sign};
    }
  }
  return cells;
}

constexpr std::array<Neighborhood, 27>
MakeAdjacent()
{
  std::array<Neighborhood, 27> adjacent{};
  for (int place = 0; place < 27; ++place)
  {
    const std::array<int, 3> at{place / 9, place / 3 % 3, place % 3};
    std::array<int, 3> first{};
    std::array<int, 3> last{};
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      first[axis] = at[axis] > 0 ? at[axis] - 1 : 0;
      last[axis] = at[axis] < 2 ? at[axis] + 1 : 2;
    }
    adjacent[static_cast<std::size_t>(place)] = BlockAround(first, last);
  }
  return adjacent;
}

constexpr std::array<Cell, 26> kCells = MakeCells();
constexpr std::array<Neighborhood, 27> kAdjacent = MakeAdjacent();

/** What goes with the voxel: the cells that no other voxel shares, and the cube itself. */
bool
KeepsEulerCharacteristic(Neighborhood neighbors)
{
  int removed = -1;
  for (const Cell & cell : kCells)
  {
    removed += (neighbors & cell.sharedWith) == 0 ? cell.sign : 0;
  }
  return removed == 0;
}

bool
IsConnected(Neighborhood voxels)
{
  Neighborhood reached = voxels & (~voxels + 1);
  for (Neighborhood next = reached; next != 0;)
  {
    const Neighborhood found = kAdjacent[static_cast<std::size_t>(std::countr_zero(next))] & voxels & ~reached;
    next = (next & (next - 1)) | found;
    reached |= found;
  }
  return reached == voxels;
}

Neighborhood
NeighborsAt(const BitMask & mask, const Zyx<std::int64_t> & voxel)
{
  const std::int64_t word = (voxel.x - 1) >> 6;
  const auto shift = static_cast<unsigned int>((voxel.x - 1) & 63);
  Neighborhood neighbors = 0;
  unsigned int place = 0;
  for (std::int64_t z = voxel.z - 1; z <= voxel.z + 1; ++z)
  {
    for (std::int64_t y = voxel.y - 1; y <= voxel.y + 1; ++y, place += 3)
    {
      const std::uint64_t * const row = mask.RowOrZeros(z, y);
      const std::uint64_t window = row[word] >> shift | row[word + 1] << 1U << (63U - shift);
      neighbors |= static_cast<Neighborhood>(window & 7U) << place;
    }
  }
  return neighbors & ~(Neighborhood{1} << kMiddle);
}

bool
EndsLine(Neighborhood neighbors)
{
  return std::popcount(neighbors) == 1;
}

/** The six sides of a voxel, in the order in which they are thinned. */
constexpr std::array<Zyx<std::int64_t>, 6> kSides{
    {{0, -1, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, -1}, {1, 0, 0}, {-1, 0, 0}}};

/** The voxels of a word whose neighbor on this side is outside. */
std::uint64_t
BorderOf(const std::uint64_t * row, const std::uint64_t * beside, std::int64_t word, const Zyx<std::int64_t> & side)
{
  if (side.x == 0)
  {
    return row[word] & ~beside[word];
  }
  return row[word] & ~(side.x < 0 ? Before(row, word) : After(row, word));
}

/** The voxels that may go from this side, in order. */
void
FindRemovable(const BitMask & mask, const Zyx<std::int64_t> & side, std::vector<Zyx<std::int64_t>> & found)
{
  found.clear();
  for (std::int64_t z = 0; z < mask.Size().z; ++z)
  {
    for (std::int64_t y = 0; y < mask.Size().y; ++y)
    {
      const std::uint64_t * const row = mask.Row(z, y);
      const std::uint64_t * const beside = mask.RowOrZeros(z + side.z, y + side.y);
      const std::int64_t words = mask.HasRow(z, y) ? mask.WordsPerRow() : 0;
      for (std::int64_t word = 0; word < words; ++word)
      {
        for (std::uint64_t bits = BorderOf(row, beside, word, side); bits != 0; bits &= bits - 1)
        {
          const Zyx<std::int64_t> voxel{z, y, 64 * word + std::countr_zero(bits)};
          if (const Neighborhood neighbors = NeighborsAt(mask, voxel); !EndsLine(neighbors) && IsSimple(neighbors))
          {
            found.push_back(voxel);
          }
        }
      }
    }
  }
}

} // namespace

bool
IsSimple(Neighborhood voxels)
{
  const Neighborhood neighbors = voxels & ~(Neighborhood{1} << kMiddle);
  return KeepsEulerCharacteristic(neighbors) && IsConnected(neighbors);
}

BitMask
SkeletonOf(const BitMask & mask, const std::array<bool, 3> & measured)
{
  BitMask skeleton = mask;
  std::vector<Zyx<std::int64_t>> removable;
  for (bool changed = true; changed;)
  {
    changed = false;
    for (const Zyx<std::int64_t> & side : kSides)
    {
      if ((side.z != 0 && !measured[0]) || (side.y != 0 && !measured[1]) || (side.x != 0 && !measured[2]))
      {
        continue;
      }
      FindRemovable(skeleton, side, removable);
      for (const Zyx<std::int64_t> & voxel : removable)
      {
        if (IsSimple(NeighborsAt(skeleton, voxel)))
        {
          skeleton.EditRow(voxel.z, voxel.y)[voxel.x >> 6] &= ~(std::uint64_t{1} << (voxel.x & 63));
          changed = true;
        }
      }
    }
  }
  return skeleton;
}

} // namespace vox
