// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxTransposedConvolution.h"

#include "Blocks/voxConvolution.h"

#include <ATen/ops/convolution.h>
#include <ATen/ops/empty.h>

#include <algorithm>

namespace vox
{

TransposedConvolution::TransposedConvolution(const TransposedConvolutionShape & shape, int dimensions)
    : m_Stride(SpatialList(shape.stride, dimensions)),
      m_Padding(SpatialList(shape.padding, dimensions)),
      m_Added(SpatialList(shape.outputPadding, dimensions)),
      m_TakenAway(m_Added.size(), 0),
      m_MultiplyAddsPerValue(static_cast<double>(shape.inputChannels))
{
  std::vector<std::int64_t> sizes = SpatialList(shape.kernelSize, dimensions);
  for (std::size_t axis = 0; axis < sizes.size(); ++axis)
  {
    m_TakenAway[axis] = std::max(std::int64_t{0}, -m_Added[axis]);
    m_Added[axis] = std::max(std::int64_t{0}, m_Added[axis]);
    m_MultiplyAddsPerValue *= static_cast<double>(sizes[axis]) / static_cast<double>(m_Stride[axis]);
  }
  sizes.insert(sizes.begin(), {shape.inputChannels, shape.outputChannels});
  m_Weight = register_parameter("weight", at::empty(sizes));
  if (shape.bias)
  {
    m_Bias = register_parameter("bias", at::empty({shape.outputChannels}));
  }
}

at::Tensor
TransposedConvolution::forward(const at::Tensor & input) const
{
  return Timed([&] { return Compute(input); },
               [&](const at::Tensor & output) {
                 return Work{"torch", output, m_MultiplyAddsPerValue};
               });
}

at::Tensor
TransposedConvolution::Compute(const at::Tensor & input) const
{
  const std::vector<std::int64_t> ones(m_Stride.size(), 1);
  const at::Tensor bias = m_Bias.defined() ? m_Bias.to(input.scalar_type()) : m_Bias;
  at::Tensor output =
      at::convolution(input, m_Weight.to(input.scalar_type()), bias, m_Stride, m_Padding, ones, true, m_Added, 1);
  for (std::size_t axis = 0; axis < m_TakenAway.size(); ++axis)
  {
    if (m_TakenAway[axis] > 0)
    {
      const auto spatial = static_cast<std::int64_t>(axis) + 2;
      output = output.narrow(spatial, 0, output.size(spatial) - m_TakenAway[axis]);
    }
  }
  return output;
}

} // namespace vox
