// SPDX-License-Identifier: Apache-2.0
#ifndef voxNorm_h
#define voxNorm_h

#include "Blocks/voxConvolvedFeatures.h"
#include "Blocks/voxTimedLayer.h"

#include <torch/nn/module.h>

#include <optional>

namespace vox
{

/** A norm of features [N, C, (D,) H, W], fused with what follows it in most blocks. Parameters: weight, bias [C]. */
class Norm : public torch::nn::Module, public TimedLayer
{
public:
  /** leakyReLU(norm(convolved) + residual): slope 1 is the identity, 0 ReLU; an undefined residual adds nothing.
   * Without gradients the result may stand where the convolved features stood: they are nobody else's. */
  at::Tensor forward(const ConvolvedFeatures & convolved, const at::Tensor & residual = {},
                     double negativeSlope = 1.0) const;

  /** leakyReLU(norm(features)) of features that are read elsewhere too: they are left as they are. */
  at::Tensor ForwardKeeping(const at::Tensor & features, double negativeSlope = 1.0) const;

  /** The type of what calls without gradients give: float32 or bf16; none: that of the convolved features. */
  void SetPredicting(std::optional<at::ScalarType> type);

protected:
  /** `mayOverwrite`: the convolved features. */
  [[nodiscard]] virtual at::Tensor Compute(const ConvolvedFeatures & convolved, const at::Tensor & residual,
                                           double negativeSlope, bool mayOverwrite) const = 0;

  /** What PredictNormActivation is asked for. */
  [[nodiscard]] at::ScalarType PredictionTypeOf(const at::Tensor & features) const;

private:
  std::optional<at::ScalarType> m_PredictionType;
};

/** leakyReLU(features + residual) by torch, for features that no kernel of ours takes. */
[[nodiscard]] at::Tensor AddAndActivate(at::Tensor features, const at::Tensor & residual, double negativeSlope);

} // namespace vox

#endif
