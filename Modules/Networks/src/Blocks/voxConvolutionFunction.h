// SPDX-License-Identifier: Apache-2.0
#ifndef voxConvolutionFunction_h
#define voxConvolutionFunction_h

#include "Blocks/voxConvolvedFeatures.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** Weights [out, in, kernel...] and what belongs to them; `bias` may be undefined. */
struct TrainedWeights
{
  at::Tensor weight;
  at::Tensor bias;
  std::vector<std::int64_t> stride;
  std::vector<std::int64_t> padding;
};

/** True where ConvolutionFunction has a faster gradient than torch: float32 features in channels-last order on the CPU
 * whose weights want a gradient, one of the two numbers of channels a multiple of 8. */
[[nodiscard]] bool TakesConvolutionFunction(const at::Tensor & input, const at::Tensor & weight);

/** True where ConvolutionFunction computes by WinogradConvolution: `weight` has stride 1 and centered padding. */
[[nodiscard]] bool TrainsByWinograd(const at::Tensor & input, const at::Tensor & weight);

/** at::convolution of 2 or 3 axes (no dilation, no groups) of `input` and, unless undefined, `skip` behind it, as if
 * their channels were concatenated. Kernels of 3x3x3 and 1x3x3 with stride 1 go through WinogradConvolution, forward
 * and backward, where there are many voxels; nothing is concatenated then, and the moments of the rows are there for a
 * norm. Elsewhere only the weight gradient is ours, because oneDNN's unfolds channels-last features
 * (voxNetworksBenchmark). The gradients are the same for any number of threads. */
[[nodiscard]] ConvolvedFeatures ConvolutionFunction(const at::Tensor & input, const at::Tensor & skip,
                                                    const TrainedWeights & weights);

/** The gradient of its weights alone, [out, in, kernel...] in channels-last order, from float32 features [N, C, (D,) H,
 * W] and the gradient of what it gave, for numbers of channels that TakesWeightGradient. Features and gradient the
 * other way round make that of a transposed convolution's weights [in, out, kernel...]. */
[[nodiscard]] at::Tensor ConvolutionWeightGradient(const at::Tensor & input, const at::Tensor & gradient,
                                                   const TrainedWeights & weights);

} // namespace vox

#endif
