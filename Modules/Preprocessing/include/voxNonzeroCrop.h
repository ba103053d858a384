// SPDX-License-Identifier: Apache-2.0
#ifndef voxNonzeroCrop_h
#define voxNonzeroCrop_h

#include "voxBox.h"

#include <ATen/core/Tensor.h>

namespace vox
{

/** The smallest box of an image [C, D, H, W], float32, that holds every voxel with a channel other than 0. The whole
 * grid if there is none. Source: nnU-Net 2.8.1, crop_to_nonzero. */
[[nodiscard]] Box NonzeroBox(const at::Tensor & image);

/** True, bool [D, H, W], where a channel of the image [C, D, H, W], float32, is not 0, and in the holes of that region:
 * voxels from which no path of zeros through voxel faces leads to the border of the grid. An image of one slice has no
 * holes. The mask of a crop by NonzeroBox is the crop of the mask. */
[[nodiscard]] at::Tensor NonzeroMask(const at::Tensor & image);

} // namespace vox

#endif
