// SPDX-License-Identifier: Apache-2.0
#ifndef voxNormActivation_h
#define voxNormActivation_h

#include "Blocks/voxConvolvedFeatures.h"

namespace vox
{

/** True for features on the CPU that lie in channels-last order, in float32 or bf16. */
[[nodiscard]] bool TakesNormActivation(const at::Tensor & input);

/** Scale and shift of a norm, [C] or undefined, and what is added to the variance. */
struct NormAffine
{
  const at::Tensor & weight;
  const at::Tensor & bias;
  double eps;
  std::int64_t groups = 0; ///< of channels that share mean and variance; 0: each channel has its own
};

/** What a norm gives. */
struct NormedFeatures
{
  at::Tensor features;
  at::Tensor mean;             ///< [N, C]
  at::Tensor inverseDeviation; ///< 1 / sqrt(variance + eps), [N, C]
};

/** leakyReLU(instanceNorm(features) + residual) in two passes over memory forward and two backward, with gradients;
 * one forward where the convolution has left moments. Features in bf16 are normalized to bf16, statistics and gradients
 * of weights are float32. torch would bring channels-last features to the other order and back, and keep one more copy
 * of them for the gradient. residual like the features or undefined; slope in [0, 1]. */
[[nodiscard]] NormedFeatures NormActivation(const ConvolvedFeatures & convolved, const at::Tensor & residual,
                                            const NormAffine & affine, double slope);

/** What a norm without gradients writes. */
struct NormOutput
{
  at::ScalarType type = at::kFloat; ///< or bf16
  bool mayOverwrite = false;        ///< the features, where the type stays
};

/** The same without gradients, of float32 or bf16 features; computed in float32. Moments are taken from the convolution
 * where it has them. Only here may channels share statistics (NormAffine::groups). */
[[nodiscard]] at::Tensor PredictNormActivation(const ConvolvedFeatures & convolved, const at::Tensor & residual,
                                               const NormAffine & affine, double slope, const NormOutput & output);

/** leakyReLU((features - mean) * inverseDeviation * weight + bias + residual) with statistics [C] that are known, in
 * the same way. */
[[nodiscard]] at::Tensor PredictScaled(const at::Tensor & features, const at::Tensor & residual,
                                       const at::Tensor & mean, const at::Tensor & inverseDeviation,
                                       const NormAffine & affine, double slope, const NormOutput & output);

} // namespace vox

#endif
