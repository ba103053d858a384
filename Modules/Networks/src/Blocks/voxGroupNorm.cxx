// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxGroupNorm.h"

#include <ATen/ATen.h>

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
                   bool /*mayOverwrite*/) const
{
  return AddAndActivate(at::group_norm(convolved.features, m_Groups, m_Weight, m_Bias, m_Eps, false), residual,
                        negativeSlope);
}

} // namespace vox
