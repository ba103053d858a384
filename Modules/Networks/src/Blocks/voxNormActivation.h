// SPDX-License-Identifier: Apache-2.0
#ifndef voxNormActivation_h
#define voxNormActivation_h

#include "Blocks/voxConvolvedFeatures.h"

namespace vox
{

/** True for features on the CPU that lie in channels-last order: float32, or without gradients bf16. */
[[nodiscard]] bool TakesNormActivation(const at::Tensor & input);

/** Scale and shift of a norm, [C] or undefined, and what is added to the variance. */
struct NormAffine
{
  const at::Tensor & weight;
  const at::Tensor & bias;
  double eps;
};

/** leakyReLU(instanceNorm(features) + residual) in two passes over memory forward and two backward, with gradients;
 * one forward where the convolution has left moments. torch would bring channels-last features to the other order and
 * back, and keep one more copy of them for the gradient. residual like the features or undefined; slope in [0, 1]. */
[[nodiscard]] at::Tensor NormActivation(const ConvolvedFeatures & convolved, const at::Tensor & residual,
                                        const NormAffine & affine, double slope);

/** The same without gradients, of float32 or bf16 features as `outputType`, float32 or bf16; computed in float32 and
 * written over the features where the type stays. Moments are taken from the convolution where it has them. */
[[nodiscard]] at::Tensor PredictNormActivation(const ConvolvedFeatures & convolved, const at::Tensor & residual,
                                               const NormAffine & affine, double slope, at::ScalarType outputType);

} // namespace vox

#endif
