// SPDX-License-Identifier: Apache-2.0
#ifndef voxMaskBoundaries_h
#define voxMaskBoundaries_h

#include <ATen/core/Tensor.h>

namespace vox
{

/** The voxels of each mask of bytes 0 or 1, [N, M, D, H, W] or [N, M, H, W], with a face neighbor outside of it, or at
 * the face of the image; a single slice has no neighbors along z. */
[[nodiscard]] at::Tensor BoundariesOf(const at::Tensor & masks);

} // namespace vox

#endif
