// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxInstanceNorm.h"

#include "Blocks/voxNormActivation.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace vox
{

InstanceNorm::InstanceNorm(std::int64_t channels, const UNetOptions & options) : m_Eps(options.normEps)
{
  if (options.normAffine)
  {
    m_Weight = register_parameter("weight", at::empty({channels}));
    m_Bias = register_parameter("bias", at::empty({channels}));
  }
}

void
InstanceNorm::SetPredicting(std::optional<at::ScalarType> type)
{
  m_PredictionType = type;
}

at::Tensor
InstanceNorm::forward(const ConvolvedFeatures & convolved, const at::Tensor & residual, double negativeSlope) const
{
  return Timed([&] { return Compute(convolved, residual, negativeSlope); },
               [](const at::Tensor & output) {
                 return Work{"norm", output};
               });
}

at::Tensor
InstanceNorm::Compute(const ConvolvedFeatures & convolved, const at::Tensor & residual, double negativeSlope) const
{
  const at::Tensor & input = convolved.features;
  if (TakesNormActivation(input))
  {
    if (!at::GradMode::is_enabled())
    {
      const at::ScalarType type = m_PredictionType.value_or(input.scalar_type());
      return PredictNormActivation(convolved, residual, {m_Weight, m_Bias, m_Eps}, negativeSlope, type);
    }
    return NormActivation(convolved, residual, {m_Weight, m_Bias, m_Eps}, negativeSlope);
  }
  at::Tensor features = at::instance_norm(input, m_Weight, m_Bias, {}, {}, true, 0.0, m_Eps, false);
  if (residual.defined())
  {
    features = features + residual;
  }
  return negativeSlope == 1.0 ? features : at::leaky_relu(features, negativeSlope);
}

} // namespace vox
