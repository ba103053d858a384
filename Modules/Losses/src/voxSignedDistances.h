// SPDX-License-Identifier: Apache-2.0
#ifndef voxSignedDistances_h
#define voxSignedDistances_h

#include "voxZyx.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace vox
{

/** Euclidean distances in mm from each voxel center to the nearest one on the other side of the boundary of a mask: to
 * the mask, above 0, outside of it; to what is not the mask, below 0, inside. All 0 where the mask is empty or full.
 *
 * One transform gives both sides: of two voxels on one side, one counts for the other by what lies across of it, and
 * voxels across count themselves. Exact but for the rounding of T: the squared distance is the least of all voxels'
 * (separable, after Saito and Toriwaki 1994, DOI 10.1016/0031-3203(94)90133-3), each voxel seeking along an axis as far
 * as the distance that it knows. So near boundaries cost little, and the most is the length of an axis a voxel.
 *
 * `mask` and `distances` are [size], x fastest; the result does not depend on `threads`. Holds 2 * sizeof(T) * size.z
 * bytes for each of 32 columns a thread besides the arguments. */
void SignedDistances(const std::uint8_t * mask, const Zyx<std::int64_t> & size, const Zyx<double> & spacingMm,
                     int threads, float * distances);
void SignedDistances(const std::uint8_t * mask, const Zyx<std::int64_t> & size, const Zyx<double> & spacingMm,
                     int threads, double * distances);

/** The same of each mask of bytes [N, M, D, H, W] or [N, M, H, W], in float32 or float64; z is 1 in two dimensions. */
[[nodiscard]] at::Tensor SignedDistancesOf(const at::Tensor & masks, const Zyx<double> & spacingMm, at::ScalarType type,
                                           int threads);

} // namespace vox

#endif
