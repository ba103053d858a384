// SPDX-License-Identifier: Apache-2.0
#ifndef voxLesionMap_h
#define voxLesionMap_h

#include "voxBox.h"
#include "voxLesionOptions.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>

namespace vox
{

/** The connected components of a mask uint8 [D, H, W] that have at least this many voxels, numbered from 1, int32
 * [D, H, W]. */
[[nodiscard]] at::Tensor LabelLesions(const at::Tensor & mask, LesionConnectivity connectivity, double minimumVoxels);

struct LesionExtent
{
  std::int64_t voxels = 0;
  Box box;
};

/** Size and box of each value above or below 0 of a map int32 [D, H, W]. */
[[nodiscard]] std::map<std::int32_t, LesionExtent> LesionExtents(const at::Tensor & map);

/** The mask uint8 of one value inside the box; beyond the map is outside. */
[[nodiscard]] at::Tensor LesionMask(const at::Tensor & map, std::int32_t value, const Box & box);

} // namespace vox

#endif
