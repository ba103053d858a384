// SPDX-License-Identifier: Apache-2.0
#ifndef voxInnerRim_h
#define voxInnerRim_h

#include <ATen/core/Tensor.h>

#include <vector>

namespace vox
{

/** Signed distances [N, M, D, H, W] or [N, M, H, W] counted from the inner rim of each part: inside less one spacing,
 * the smallest of the axes, so that voxels with a neighbor outside have 0. */
[[nodiscard]] at::Tensor FromInnerRim(const at::Tensor & distances, const std::vector<double> & extentMm);

} // namespace vox

#endif
