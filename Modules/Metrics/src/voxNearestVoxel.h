// SPDX-License-Identifier: Apache-2.0
#ifndef voxNearestVoxel_h
#define voxNearestVoxel_h

#include "voxBitMask.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vox
{

/** Says how far the nearest voxel of a mask lies, exactly and without a distance map. Rows around the point are
 * searched in the order of their distance, 64 voxels at a time; where none of the nearest fifty has an answer, a
 * pyramid of the rows (each level joins two by two rows of the level below) leads to those that may. Holds a third of
 * the memory of the mask (as much again for a single slice) besides it; the mask must outlive it and hold a voxel. */
class NearestVoxel
{
public:
  NearestVoxel(const BitMask & mask, const Zyx<double> & spacingMm);

  /** What a caller keeps from one question to the next, since neighbors have their answers close by. */
  struct Hint
  {
    std::int64_t z = -1; ///< row of the last far answer; below 0 without one
    std::int64_t y = -1;
  };

  /** The smallest (dx^2 + dy^2) + dz^2 in mm^2, each d a whole number of voxels times the spacing, in double precision.
   * The point lies inside the grid. The hint changes the time, never the answer. */
  [[nodiscard]] double SquaredMm2(std::int64_t z, std::int64_t y, std::int64_t x, Hint & hint) const;

private:
  /** A row around the point, and what it adds to a squared distance. */
  struct Offset
  {
    std::int64_t dz = 0;
    std::int64_t dy = 0;
    double squaredZ = 0.0;
    double squaredY = 0.0;
  };

  /** A point, and the best answer so far. */
  struct Search
  {
    std::int64_t z = 0;
    std::int64_t y = 0;
    std::int64_t x = 0;
    double best = 0.0;
    Hint row{};
  };

  void MakeOffsets();
  void MakePyramid();
  [[nodiscard]] const BitMask & Level(std::size_t level) const;
  [[nodiscard]] bool FindNear(Search & search) const;
  void FindFar(Search & search, std::size_t level, const Hint & block, double bound) const;
  [[nodiscard]] double Bound(const Search & search, std::size_t level, const Hint & block) const;

  const BitMask & m_Mask;
  Zyx<double> m_SpacingMm;
  std::vector<Offset> m_Offsets;  ///< nearest first
  double m_NearMm2 = 0.0;         ///< every row nearer than this is among the offsets
  std::vector<BitMask> m_Coarser; ///< levels 1 and up; the last one has a single row
};

} // namespace vox

#endif
