// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxLayerNorm.h"

#include <ATen/ATen.h>

namespace vox
{

LayerNorm::LayerNorm(std::int64_t channels, double eps)
    : m_Weight(register_parameter("weight", at::empty({channels}))),
      m_Bias(register_parameter("bias", at::empty({channels}))),
      m_Eps(eps)
{}

at::Tensor
LayerNorm::forward(const at::Tensor & tokens) const
{
  return Timed([&] { return at::layer_norm(tokens, m_Weight.sizes(), m_Weight, m_Bias, m_Eps); },
               [](const at::Tensor & output) {
                 return Work{"norm", output};
               });
}

} // namespace vox
