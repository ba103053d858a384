// SPDX-License-Identifier: Apache-2.0
#ifndef voxCenterCrop_h
#define voxCenterCrop_h

#include <ATen/core/Tensor.h>

namespace vox
{

/** The voxels of `features` [N, C, (D,) H, W] in the middle, as many along each axis as `like` has: from (difference /
 * 2) on, rounded down. A view; `features` itself where the sizes agree. `like` is nowhere larger. */
[[nodiscard]] at::Tensor CenterCrop(at::Tensor features, const at::Tensor & like);

} // namespace vox

#endif
