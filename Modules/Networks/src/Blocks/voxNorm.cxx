// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxNorm.h"

#include <ATen/ATen.h>

namespace vox
{

at::Tensor
Norm::forward(const ConvolvedFeatures & convolved, const at::Tensor & residual, double negativeSlope) const
{
  return Timed([&] { return Compute(convolved, residual, negativeSlope, true); },
               [](const at::Tensor & output) {
                 return Work{"norm", output};
               });
}

at::Tensor
Norm::ForwardKeeping(const at::Tensor & features, double negativeSlope) const
{
  return Timed(
      [&] {
        return Compute({features, {}}, {}, negativeSlope, false);
      },
      [](const at::Tensor & output) {
        return Work{"norm", output};
      });
}

void
Norm::SetPredicting(std::optional<at::ScalarType> type)
{
  m_PredictionType = type;
}

at::ScalarType
Norm::PredictionTypeOf(const at::Tensor & features) const
{
  return m_PredictionType.value_or(features.scalar_type());
}

at::Tensor
AddAndActivate(at::Tensor features, const at::Tensor & residual, double negativeSlope)
{
  if (residual.defined())
  {
    features = features + residual;
  }
  if (negativeSlope == 0.0)
  {
    return at::relu(features);
  }
  return negativeSlope == 1.0 ? features : at::leaky_relu(features, negativeSlope);
}

} // namespace vox
