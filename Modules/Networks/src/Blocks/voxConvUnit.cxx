// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxConvUnit.h"

#include "Blocks/voxActivation.h"
#include "Blocks/voxRegisterAt.h"

namespace vox
{

ConvUnit::ConvUnit(torch::nn::Module & owner, const ConvolutionShape & shape, int dimensions,
                   std::string_view convolution, std::string_view norm)
    : m_Convolution(RegisterAt(owner, convolution, std::make_shared<Convolution>(shape, dimensions)))
{
  if (!norm.empty())
  {
    m_Norm = RegisterAt(owner, norm, std::make_shared<BatchNorm>(shape.outputChannels));
  }
}

at::Tensor
ConvUnit::forward(const at::Tensor & input, const at::Tensor & other) const
{
  const ConvolvedFeatures convolved = m_Convolution->Convolve(input, other);
  return m_Norm ? m_Norm->forward(convolved, {}, 0.0) : ReluOfOwn(convolved.features);
}

at::Tensor
ConvUnit::ForwardResidual(const at::Tensor & input, const at::Tensor & residual) const
{
  return m_Norm->forward(m_Convolution->Convolve(input, {}), residual, 0.0);
}

at::Tensor
ConvUnit::ForwardLinear(const at::Tensor & input) const
{
  const ConvolvedFeatures convolved = m_Convolution->Convolve(input, {});
  return m_Norm ? m_Norm->forward(convolved) : convolved.features;
}

ConvolutionShape
PaddedShape(std::int64_t inputChannels, std::int64_t outputChannels)
{
  return {.inputChannels = inputChannels, .outputChannels = outputChannels, .kernelSize = {3, 3, 3}};
}

ConvolutionShape
PointShape(std::int64_t inputChannels, std::int64_t outputChannels)
{
  return {.inputChannels = inputChannels, .outputChannels = outputChannels};
}

} // namespace vox
