// SPDX-License-Identifier: Apache-2.0
#ifndef voxBinaryComponents_h
#define voxBinaryComponents_h

#include "voxBinaryVolume.h"

#include <cstddef>
#include <vector>

namespace vox
{

/** The connected components of a mask, voxels that share a corner included (26 neighbors, 8 in one slice), in the order
 * of their first voxels in memory. */
class BinaryComponents
{
public:
  explicit BinaryComponents(const BinaryVolume & mask);

  /** Number of voxels of each component. */
  [[nodiscard]] const std::vector<std::int64_t> &
  Sizes() const
  {
    return m_Sizes;
  }

  /** Clears the voxels of one component in a volume of the same size. */
  void Erase(std::size_t component, BinaryVolume & volume) const;

private:
  /** Neighboring voxels of a row that are set. */
  struct Run
  {
    std::int64_t row;   ///< z times the rows of a slice, plus y
    std::int64_t first; ///< x
    std::int64_t end;
    std::size_t component;
  };

  std::vector<Run> m_Runs;
  std::vector<std::int64_t> m_Sizes;
};

} // namespace vox

#endif
