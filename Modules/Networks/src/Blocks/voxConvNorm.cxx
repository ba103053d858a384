// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxConvNorm.h"

#include <ATen/ops/feature_dropout.h>

namespace vox
{

ConvNorm::ConvNorm(const ConvolutionShape & shape, const UNetOptions & options)
    : m_Conv(register_module("conv", std::make_shared<Convolution>(shape, options.dimensions))),
      m_Norm(register_module(
          "norm", std::make_shared<InstanceNorm>(shape.outputChannels, options.normAffine, options.normEps))),
      m_Dropout(options.dropout),
      m_NegativeSlope(options.negativeSlope)
{}

at::Tensor
ConvNorm::forward(const at::Tensor & input, const at::Tensor & skip) const
{
  ConvolvedFeatures convolved = m_Conv->Convolve(input, skip);
  if (m_Dropout > 0.0 && is_training())
  {
    convolved = {at::feature_dropout(convolved.features, m_Dropout, true), {}};
  }
  return m_Norm->forward(convolved, {}, m_NegativeSlope);
}

at::Tensor
ConvNorm::ForwardLinear(const at::Tensor & input) const
{
  return m_Norm->forward(m_Conv->Convolve(input, {}), {}, 1.0);
}

at::Tensor
ConvNorm::ForwardResidual(const at::Tensor & input, const at::Tensor & residual) const
{
  return m_Norm->forward(m_Conv->Convolve(input, {}), residual, m_NegativeSlope);
}

StackedConvs::StackedConvs(std::int64_t count, ConvolutionShape first, const UNetOptions & options)
    : m_Convs(register_module("convs", std::make_shared<ModuleList<ConvNorm>>()))
{
  m_Convs->Add(first, options);
  first.inputChannels = first.outputChannels;
  first.stride = {1, 1, 1};
  for (std::int64_t i = 1; i < count; ++i)
  {
    m_Convs->Add(first, options);
  }
}

at::Tensor
StackedConvs::forward(at::Tensor features, at::Tensor skip) const
{
  for (const auto & layer : m_Convs->Items())
  {
    features = layer->forward(features, skip);
    skip = at::Tensor();
  }
  return features;
}

} // namespace vox
