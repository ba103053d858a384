// SPDX-License-Identifier: Apache-2.0
#ifndef voxUpsamplingFunction_h
#define voxUpsamplingFunction_h

#include <ATen/core/Tensor.h>

namespace vox
{

/** True where UpsamplingFunction has a faster gradient than torch: float32 features in channels-last order on the CPU
 * whose weights want a gradient, one of the two numbers of channels a multiple of 8. */
[[nodiscard]] bool TakesUpsamplingFunction(const at::Tensor & input, const at::Tensor & weight);

/** Transposed convolution of 2 or 3 axes whose kernel is its stride. Only the gradients of weights and bias are ours:
 * it is a convolution of that kernel and stride the other way round, so that WeightGradient gives the former. They are
 * the same for any number of threads. `bias` may be undefined. */
[[nodiscard]] at::Tensor UpsamplingFunction(const at::Tensor & input, const at::Tensor & weight,
                                            const at::Tensor & bias);

} // namespace vox

#endif
