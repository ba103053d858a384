// SPDX-License-Identifier: Apache-2.0
#ifndef voxNeighborhoodVectors_h
#define voxNeighborhoodVectors_h

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace vox
{

/** Largest value of each cell of `side` voxels a side of maps [N, C, D, H, W]; an axis shorter than that is one cell.
 * Voxels beyond the last whole cell are left out. */
[[nodiscard]] at::Tensor MaxPooled(const at::Tensor & maps, std::int64_t side);

/** Of maps [N, D, H, W], the values around each voxel whose neighborhood of `side` voxels a side lies inside, as rows
 * of float64 [N, d, V], offsets in the order z, y, x; an axis shorter than that has a neighborhood of its own length.
 */
[[nodiscard]] at::Tensor NeighborhoodVectors(const at::Tensor & maps, std::int64_t side);

} // namespace vox

#endif
