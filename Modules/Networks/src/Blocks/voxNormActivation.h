// SPDX-License-Identifier: Apache-2.0
#ifndef voxNormActivation_h
#define voxNormActivation_h

#include <ATen/core/Tensor.h>

namespace vox
{

/** True for float32 features on the CPU that lie in channels-last order, which NormActivation takes. */
[[nodiscard]] bool TakesNormActivation(const at::Tensor & input);

/** leakyReLU(instanceNorm(input) + residual) in two passes over memory forward and two backward, with gradients. torch
 * would bring channels-last features to the other order and back, and keep one more copy of them for the gradient.
 * weight and bias [C] or undefined; residual like input or undefined; slope in [0, 1]. */
[[nodiscard]] at::Tensor NormActivation(const at::Tensor & input, const at::Tensor & residual,
                                        const at::Tensor & weight, const at::Tensor & bias, double eps, double slope);

} // namespace vox

#endif
