// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxMonaiTwoConv.h"

#include "Blocks/voxRegisterAt.h"
#include "Blocks/voxResampling.h"

namespace vox
{
namespace
{

std::shared_ptr<MonaiConvolution>
MakeConv(std::int64_t inputChannels, std::int64_t outputChannels, const MonaiBasicUNetOptions & options)
{
  const ConvolutionShape shape{
      .inputChannels = inputChannels, .outputChannels = outputChannels, .kernelSize = {3, 3, 3}, .bias = options.bias};
  const MonaiAdnShape adn{.norm = options.norm, .negativeSlope = options.negativeSlope, .dropout = options.dropout};
  return std::make_shared<MonaiConvolution>(shape, adn, options.dimensions);
}

} // namespace

MonaiTwoConv::MonaiTwoConv(std::int64_t inputChannels, std::int64_t outputChannels,
                           const MonaiBasicUNetOptions & options)
    : m_First(register_module("conv_0", MakeConv(inputChannels, outputChannels, options))),
      m_Second(register_module("conv_1", MakeConv(outputChannels, outputChannels, options)))
{}

at::Tensor
MonaiTwoConv::forward(const at::Tensor & input, const at::Tensor & skip) const
{
  return m_Second->forward(m_First->forward(input, skip));
}

MonaiDown::MonaiDown(std::int64_t inputChannels, std::int64_t outputChannels, const MonaiBasicUNetOptions & options)
    : m_Convs(register_module("convs", std::make_shared<MonaiTwoConv>(inputChannels, outputChannels, options)))
{}

at::Tensor
MonaiDown::forward(const at::Tensor & input) const
{
  return m_Convs->forward(HalveByMaximum(input));
}

MonaiUpCat::MonaiUpCat(const MonaiUpChannels & channels, const MonaiBasicUNetOptions & options)
{
  if (options.upsampling == MonaiUpsampling::Transposed)
  {
    m_Transposed = RegisterAt(*this, "upsample.deconv",
                              std::make_shared<Upsampling>(channels.below, channels.upsampled,
                                                           Zyx<std::int64_t>{2, 2, 2}, true, options.dimensions));
  }
  else if (channels.below != channels.upsampled)
  {
    const ConvolutionShape shape{.inputChannels = channels.below, .outputChannels = channels.upsampled};
    m_Before = RegisterAt(*this, "upsample.preconv", std::make_shared<Convolution>(shape, options.dimensions));
  }
  m_Convs = register_module(
      "convs", std::make_shared<MonaiTwoConv>(channels.skip + channels.upsampled, channels.output, options));
}

at::Tensor
MonaiUpCat::forward(const at::Tensor & below, const at::Tensor & skip) const
{
  if (m_Transposed)
  {
    return m_Convs->forward(skip, m_Transposed->forward(below));
  }
  return m_Convs->forward(skip, Enlarged(m_Before ? m_Before->Convolve(below, {}).features : below, 2, true));
}

} // namespace vox
