// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxMonaiConvolution.h"

#include "Blocks/voxBatchNorm.h"
#include "Blocks/voxInstanceNorm.h"

#include <ATen/ops/dropout.h>
#include <ATen/ops/leaky_relu.h>

namespace vox
{
namespace
{

/** With an odd kernel each size is multiplied by exactly the stride. */
TransposedConvolutionShape
TransposedShape(const ConvolutionShape & shape)
{
  TransposedConvolutionShape transposed{.inputChannels = shape.inputChannels,
                                        .outputChannels = shape.outputChannels,
                                        .kernelSize = shape.kernelSize,
                                        .stride = shape.stride,
                                        .bias = shape.bias};
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    transposed.padding[axis] = (shape.kernelSize[axis] - 1) / 2;
    transposed.outputPadding[axis] = shape.stride[axis] - 1;
  }
  return transposed;
}

} // namespace

std::shared_ptr<Norm>
MakeMonaiNorm(MonaiNorm kind, std::int64_t channels)
{
  if (kind == MonaiNorm::Batch)
  {
    return std::make_shared<BatchNorm>(channels);
  }
  return std::make_shared<InstanceNorm>(channels, kind == MonaiNorm::AffineInstance);
}

MonaiAdn::MonaiAdn(std::int64_t channels, const MonaiAdnShape & shape)
    : m_Norm(register_module("N", MakeMonaiNorm(shape.norm, channels))),
      m_NegativeSlope(shape.negativeSlope.value_or(1.0)),
      m_Dropout(shape.dropout)
{
  if (!shape.negativeSlope)
  {
    m_PRelu = register_module("A", std::make_shared<PRelu>());
  }
}

at::Tensor
MonaiAdn::forward(const ConvolvedFeatures & convolved) const
{
  if (m_Dropout > 0.0 && is_training())
  {
    const at::Tensor features = at::dropout(m_Norm->forward(convolved), m_Dropout, true);
    return m_PRelu ? m_PRelu->forward(features) : at::leaky_relu(features, m_NegativeSlope);
  }
  return m_PRelu ? m_PRelu->ForwardNormed(*m_Norm, convolved) : m_Norm->forward(convolved, {}, m_NegativeSlope);
}

MonaiConvolution::MonaiConvolution(const ConvolutionShape & shape, const std::optional<MonaiAdnShape> & adn,
                                   int dimensions)
    : m_Conv(register_module("conv", std::make_shared<Convolution>(shape, dimensions)))
{
  if (adn)
  {
    m_Adn = register_module("adn", std::make_shared<MonaiAdn>(shape.outputChannels, *adn));
  }
}

at::Tensor
MonaiConvolution::forward(const at::Tensor & input) const
{
  return forward(input, {});
}

at::Tensor
MonaiConvolution::forward(const at::Tensor & input, const at::Tensor & skip) const
{
  const ConvolvedFeatures convolved = m_Conv->Convolve(input, skip);
  return m_Adn ? m_Adn->forward(convolved) : convolved.features;
}

MonaiUpConvolution::MonaiUpConvolution(const ConvolutionShape & shape, const std::optional<MonaiAdnShape> & adn,
                                       int dimensions)
    : m_Conv(register_module("conv", std::make_shared<TransposedConvolution>(TransposedShape(shape), dimensions)))
{
  if (adn)
  {
    m_Adn = register_module("adn", std::make_shared<MonaiAdn>(shape.outputChannels, *adn));
  }
}

at::Tensor
MonaiUpConvolution::forward(const at::Tensor & input) const
{
  const at::Tensor features = m_Conv->forward(input);
  return m_Adn ? m_Adn->forward({features, {}}) : features;
}

} // namespace vox
