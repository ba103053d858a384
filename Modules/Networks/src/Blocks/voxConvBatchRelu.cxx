// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxConvBatchRelu.h"

#include "Blocks/voxRegisterAt.h"

namespace vox
{
namespace
{

ConvolutionShape
WithoutBias(ConvolutionShape shape)
{
  shape.bias = false;
  return shape;
}

ConvolutionShape
OfThree(std::int64_t inputChannels, std::int64_t outputChannels)
{
  return {.inputChannels = inputChannels, .outputChannels = outputChannels, .kernelSize = {3, 3, 3}};
}

} // namespace

ConvBatchRelu::ConvBatchRelu(torch::nn::Module & parent, const std::string & convName, const std::string & normName,
                             const ConvolutionShape & shape, int dimensions)
    : m_Conv(RegisterAt(parent, convName, std::make_shared<Convolution>(WithoutBias(shape), dimensions))),
      m_Norm(RegisterAt(parent, normName, std::make_shared<BatchNorm>(shape.outputChannels)))
{}

at::Tensor
ConvBatchRelu::operator()(const at::Tensor & input, const at::Tensor & skip) const
{
  return m_Norm->forward(m_Conv->Convolve(input, skip), {}, 0.0);
}

TwoConvBatchRelu::TwoConvBatchRelu(torch::nn::Module & parent, const Names & names, std::int64_t inputChannels,
                                   std::int64_t outputChannels, int dimensions)
    : m_First(parent, names.conv1, names.norm1, OfThree(inputChannels, outputChannels), dimensions),
      m_Second(parent, names.conv2, names.norm2, OfThree(outputChannels, outputChannels), dimensions)
{}

at::Tensor
TwoConvBatchRelu::operator()(const at::Tensor & input, const at::Tensor & skip) const
{
  return m_Second(m_First(input, skip));
}

} // namespace vox
