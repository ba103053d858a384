// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxLinear.h"

#include <ATen/ATen.h>

namespace vox
{

Linear::Linear(std::int64_t inputs, std::int64_t outputs, bool bias)
    : m_Weight(register_parameter("weight", at::empty({outputs, inputs})))
{
  if (bias)
  {
    m_Bias = register_parameter("bias", at::empty({outputs}));
  }
}

at::Tensor
Linear::forward(const at::Tensor & input) const
{
  return Timed([&] { return at::linear(input, m_Weight, m_Bias); },
               [&](const at::Tensor & output) {
                 return Work{"linear", output, static_cast<double>(m_Weight.size(1))};
               });
}

} // namespace vox
