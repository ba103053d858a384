// SPDX-License-Identifier: Apache-2.0
#ifndef voxMaskComponents_h
#define voxMaskComponents_h

#include "voxObjectConnectivity.h"
#include "voxZyx.h"

#include <cstdint>
#include <span>
#include <vector>

namespace vox
{

/** One byte a voxel, x fastest, not 0 inside. */
using Mask = std::vector<std::uint8_t>;

/** Number of the connected component of each voxel, 1 to `count`, in the order of their first voxels; 0 outside. */
struct MaskComponents
{
  std::vector<std::int32_t> numbers;
  std::int32_t count = 0;
};

[[nodiscard]] MaskComponents FindMaskComponents(std::span<const std::uint8_t> mask, const Zyx<std::int64_t> & size,
                                                ObjectConnectivity connectivity);

/** The mask with its holes: voxels outside from which no path through faces reaches the border. An axis of one voxel
 * has no border. */
[[nodiscard]] Mask FillMaskHoles(const Mask & mask, const Zyx<std::int64_t> & size);

} // namespace vox

#endif
