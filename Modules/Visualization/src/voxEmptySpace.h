// SPDX-License-Identifier: Apache-2.0
#ifndef voxEmptySpace_h
#define voxEmptySpace_h

#include "voxZyx.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** Where in a volume nothing is seen, in blocks of 8 voxels, so that rays need not look there. */
class EmptySpace
{
public:
  /** Seen is what lies above a value, and what has a place other than 0; `places` may be empty. */
  EmptySpace(const Zyx<std::int64_t> & size, const float * values, float above,
             const std::vector<std::uint16_t> & places, int threads);

  /** How far a ray at a voxel position, which is `way` voxels further on after each mm, sees nothing for sure, in mm; 0
   * where something may be seen. The voxel next to a block counts, since interpolation reaches that far. */
  [[nodiscard]] double
  MmToBorder(const Zyx<double> & voxel, const Zyx<double> & way) const
  {
    const Zyx<std::int64_t> block{BlockOf(voxel.z, m_Blocks.z), BlockOf(voxel.y, m_Blocks.y),
                                  BlockOf(voxel.x, m_Blocks.x)};
    const std::int64_t distance =
        m_Distances[static_cast<std::size_t>((block.z * m_Blocks.y + block.y) * m_Blocks.x + block.x)];
    return distance == 0 ? 0.0 : MmThrough(block, distance, voxel, way);
  }

private:
  static constexpr std::int64_t kBlock = 8;

  static std::int64_t
  BlockOf(double voxel, std::int64_t blocks)
  {
    const auto nearest = static_cast<std::int64_t>(voxel + 0.5);
    return nearest < 0 ? 0 : nearest < blocks * kBlock ? nearest / kBlock : blocks - 1;
  }
  static double MmThrough(const Zyx<std::int64_t> & block, std::int64_t distance, const Zyx<double> & voxel,
                          const Zyx<double> & way);
  void FindDistances();

  Zyx<std::int64_t> m_Blocks;
  std::vector<std::uint8_t> m_Distances; ///< blocks to the nearest one where something is seen, also across corners
};

} // namespace vox

#endif
