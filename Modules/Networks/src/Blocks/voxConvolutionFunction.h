// SPDX-License-Identifier: Apache-2.0
#ifndef voxConvolutionFunction_h
#define voxConvolutionFunction_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace vox
{

/** True where ConvolutionFunction has a faster gradient than torch: float32 features in channels-last order on the CPU
 * whose weights want a gradient, one of the two numbers of channels a multiple of 8. */
[[nodiscard]] bool TakesConvolutionFunction(const at::Tensor & input, const at::Tensor & weight);

/** at::convolution of 2 or 3 axes (no dilation, no groups). Kernels of 3x3x3 with stride 1 go through
 * WinogradConvolution, forward and backward, where there are many voxels; elsewhere only the weight gradient is ours,
 * because oneDNN's unfolds channels-last features (voxNetworksBenchmark). The gradients are the same for any number of
 * threads. `bias` may be undefined. */
[[nodiscard]] at::Tensor ConvolutionFunction(const at::Tensor & input, const at::Tensor & weight,
                                             const at::Tensor & bias, const std::vector<std::int64_t> & stride,
                                             const std::vector<std::int64_t> & padding);

} // namespace vox

#endif
