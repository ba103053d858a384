// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxPRelu.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/prelu.h>

namespace vox
{

PRelu::PRelu(std::int64_t channels) : m_Weight(register_parameter("weight", at::empty({channels})))
{}

at::Tensor
PRelu::forward(const at::Tensor & features) const
{
  return Timed([&] { return at::prelu(features, m_Weight.to(features.scalar_type())); },
               [](const at::Tensor & output) {
                 return Work{"PReLU", output};
               });
}

at::Tensor
PRelu::ForwardNormed(const Norm & norm, const ConvolvedFeatures & convolved) const
{
  if (!at::GradMode::is_enabled() && m_Weight.numel() == 1 && m_Weight.is_cpu())
  {
    const double slope = m_Weight.item<double>();
    if (slope >= 0.0 && slope <= 1.0) // what norms take
    {
      return norm.forward(convolved, {}, slope);
    }
  }
  return forward(norm.forward(convolved));
}

} // namespace vox
