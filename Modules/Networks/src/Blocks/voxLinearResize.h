// SPDX-License-Identifier: Apache-2.0
#ifndef voxLinearResize_h
#define voxLinearResize_h

#include <ATen/core/Tensor.h>

namespace vox
{

/** Features [N, C, (D,) H, W] on a grid of this size by linear interpolation along each axis, with the first and last
 * voxels in place (`alignCorners`) or the borders. */
[[nodiscard]] at::Tensor LinearResize(const at::Tensor & features, at::IntArrayRef size, bool alignCorners);

/** The same onto a grid of twice the size. */
[[nodiscard]] at::Tensor LinearDouble(const at::Tensor & features, bool alignCorners);

} // namespace vox

#endif
