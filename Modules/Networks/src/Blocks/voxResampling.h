// SPDX-License-Identifier: Apache-2.0
#ifndef voxResampling_h
#define voxResampling_h

#include <ATen/core/Tensor.h>

namespace vox
{

/** The largest value of each box of 2 voxels along each axis, of features [N, C, (D,) H, W]; an odd last voxel is left
 * out. */
[[nodiscard]] at::Tensor HalveByMaximum(const at::Tensor & features);

/** Each voxel twice along each axis. */
[[nodiscard]] at::Tensor DoubleByRepeating(const at::Tensor & features);

/** Bilinear, in 3D trilinear, interpolation to these spatial sizes. `alignCorners`: centres of corner voxels stay;
 * otherwise their outer edges do. */
[[nodiscard]] at::Tensor Interpolated(const at::Tensor & features, at::IntArrayRef sizes, bool alignCorners);
/** The same to `factor` times the size along each axis. */
[[nodiscard]] at::Tensor Enlarged(const at::Tensor & features, std::int64_t factor, bool alignCorners);

} // namespace vox

#endif
