// SPDX-License-Identifier: Apache-2.0
#ifndef voxInstanceNorm_h
#define voxInstanceNorm_h

#include "Blocks/voxConvolution.h"
#include "voxUNetOptions.h"

#include <torch/nn/module.h>

#include <optional>

namespace vox
{

/** Instance normalization over the spatial axes of each sample and channel, without running statistics, fused with what
 * follows it in every block. Parameters: weight, bias [C] if affine. */
class InstanceNorm : public torch::nn::Module, public TimedLayer
{
public:
  InstanceNorm(std::int64_t channels, const UNetOptions & options);

  /** leakyReLU(norm(convolved) + residual); an undefined residual adds nothing, slope 1 is the identity. Without
   * gradients the result may stand where the convolved features stood. */
  at::Tensor forward(const ConvolvedFeatures & convolved, const at::Tensor & residual, double negativeSlope) const;

  /** The type of what calls without gradients give: float32 or bf16; none: that of the convolved features. */
  void SetPredicting(std::optional<at::ScalarType> type);

private:
  [[nodiscard]] at::Tensor Compute(const ConvolvedFeatures & convolved, const at::Tensor & residual,
                                   double negativeSlope) const;

  std::optional<at::ScalarType> m_PredictionType;
  at::Tensor m_Weight;
  at::Tensor m_Bias;
  double m_Eps;
};

} // namespace vox

#endif
