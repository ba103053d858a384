// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainedLayer_h
#define voxTrainedLayer_h

#include <ATen/core/Tensor.h>

namespace vox
{

/** True where gradients of the weight [*, *, kernel...] are asked for, and weight and features [N, C, (D,) H, W] are
 * float32 on the CPU, the features in channels-last order: what layers with gradients of their own take. */
[[nodiscard]] bool TrainsInChannelsLast(const at::Tensor & input, const at::Tensor & weight);

/** The gradient of a bias [C] from that of the output [N, C, (D,) H, W]. */
[[nodiscard]] at::Tensor BiasGradient(const at::Tensor & gradient);

} // namespace vox

#endif
