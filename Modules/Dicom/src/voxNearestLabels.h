// SPDX-License-Identifier: Apache-2.0
#ifndef voxNearestLabels_h
#define voxNearestLabels_h

#include "voxImageGeometry.h"

#include <cstdint>

namespace vox
{

/** For each voxel of `target` the label of the nearest voxel of a grid, 0 outside of it: `labels` holds
 * Product(grid.size) values and `result` takes Product(target.size). */
void NearestLabels(const std::int32_t * labels, const ImageGeometry & grid, const ImageGeometry & target,
                   std::int32_t * result);

} // namespace vox

#endif
