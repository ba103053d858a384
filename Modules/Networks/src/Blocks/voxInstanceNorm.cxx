// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxInstanceNorm.h"

#include "Blocks/voxNormActivation.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace vox
{

InstanceNorm::InstanceNorm(std::int64_t channels, bool affine, double eps) : m_Eps(eps)
{
  if (affine)
  {
    m_Weight = register_parameter("weight", at::empty({channels}));
    m_Bias = register_parameter("bias", at::empty({channels}));
  }
}

at::Tensor
InstanceNorm::Compute(const ConvolvedFeatures & convolved, const at::Tensor & residual, double negativeSlope,
                      bool mayOverwrite) const
{
  const at::Tensor & input = convolved.features;
  const NormAffine affine{m_Weight, m_Bias, m_Eps};
  if (!TakesNormActivation(input))
  {
    const at::Tensor normed = at::instance_norm(input, m_Weight, m_Bias, {}, {}, true, 0.0, m_Eps, false);
    if (normed.requires_grad())
    {
      // LibTorch 2.11 computes with wrong places where features are contiguous and their gradient is channels-last.
      (void)normed.register_hook([](const at::Tensor & gradient) { return gradient.contiguous(); });
    }
    return AddAndActivate(normed, residual, negativeSlope);
  }
  if (at::GradMode::is_enabled())
  {
    return NormActivation(convolved, residual, affine, negativeSlope).features;
  }
  return PredictNormActivation(convolved, residual, affine, negativeSlope,
                               {.type = PredictionTypeOf(input), .mayOverwrite = mayOverwrite});
}

} // namespace vox
