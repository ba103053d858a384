// SPDX-License-Identifier: Apache-2.0
#ifndef voxVoxelProbabilities_h
#define voxVoxelProbabilities_h

#include <ATen/core/Tensor.h>

namespace vox
{

/** Probabilities of logits float32 [K, D, H, W]: softmax over the classes, or the sigmoid of each region. What a voxel
 * gets depends on its logits alone, to the last bit: LibTorch's functions round the end of a row otherwise than its
 * middle. Results do not depend on `threads`. */
[[nodiscard]] at::Tensor VoxelProbabilities(const at::Tensor & logits, bool areRegions, int threads);

} // namespace vox

#endif
