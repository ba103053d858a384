// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxGroupNorm.h"

#include "Blocks/voxNormActivation.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace vox
{

GroupNorm::GroupNorm(std::int64_t channels, std::int64_t groups, double eps)
    : m_Weight(register_parameter("weight", at::empty({channels}))),
      m_Bias(register_parameter("bias", at::empty({channels}))),
      m_Groups(groups),
      m_Eps(eps)
{}

at::Tensor
GroupNorm::Compute(const ConvolvedFeatures & convolved, const at::Tensor & residual, double negativeSlope,
                   bool mayOverwrite) const
{
  if (!at::GradMode::is_enabled() && TakesNormActivation(convolved.features))
  {
    // torch sums channels-last features in float32: of a million voxels the fourth digit is then wrong.
    return PredictNormActivation(convolved, residual, {m_Weight, m_Bias, m_Eps, m_Groups}, negativeSlope,
                                 {.type = PredictionTypeOf(convolved.features), .mayOverwrite = mayOverwrite});
  }
  return AddAndActivate(at::group_norm(convolved.features, m_Groups, m_Weight, m_Bias, m_Eps, false), residual,
                        negativeSlope);
}

} // namespace vox
