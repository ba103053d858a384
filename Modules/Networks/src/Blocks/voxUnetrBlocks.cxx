// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxUnetrBlocks.h"

#include "Blocks/voxRegisterAt.h"

#include <string>

namespace vox
{
namespace
{

constexpr double kSlope = 0.01;

std::shared_ptr<Convolution>
MakeConvolution(std::int64_t inputChannels, std::int64_t outputChannels, std::int64_t kernel, int dimensions)
{
  return std::make_shared<Convolution>(ConvolutionShape{.inputChannels = inputChannels,
                                                        .outputChannels = outputChannels,
                                                        .kernelSize = {kernel, kernel, kernel},
                                                        .bias = false},
                                       dimensions);
}

std::shared_ptr<Upsampling>
MakeUpsampling(std::int64_t inputChannels, std::int64_t outputChannels, int dimensions)
{
  return std::make_shared<Upsampling>(inputChannels, outputChannels, Zyx<std::int64_t>{2, 2, 2}, false, dimensions);
}

} // namespace

UnetrResidual::UnetrResidual(std::int64_t inputChannels, std::int64_t outputChannels, int dimensions)
    : m_Conv1(RegisterAt(*this, "conv1.conv", MakeConvolution(inputChannels, outputChannels, 3, dimensions))),
      m_Conv2(RegisterAt(*this, "conv2.conv", MakeConvolution(outputChannels, outputChannels, 3, dimensions)))
{
  if (inputChannels != outputChannels)
  {
    m_Conv3 = RegisterAt(*this, "conv3.conv", MakeConvolution(inputChannels, outputChannels, 1, dimensions));
  }
  m_Norm = register_module("norm", std::make_shared<InstanceNorm>(outputChannels, false));
}

at::Tensor
UnetrResidual::forward(const at::Tensor & input, const at::Tensor & skip) const
{
  const at::Tensor residual = m_Conv3 ? m_Norm->forward(m_Conv3->Convolve(input, skip)) : input;
  const at::Tensor features = m_Norm->forward(m_Conv1->Convolve(input, skip), {}, kSlope);
  return m_Norm->forward(m_Conv2->Convolve(features, {}), residual, kSlope);
}

UnetrBasicBlock::UnetrBasicBlock(std::int64_t inputChannels, std::int64_t outputChannels, int dimensions)
    : m_Layer(register_module("layer", std::make_shared<UnetrResidual>(inputChannels, outputChannels, dimensions)))
{}

at::Tensor
UnetrBasicBlock::forward(const at::Tensor & input) const
{
  return m_Layer->forward(input);
}

UnetrProjection::UnetrProjection(std::int64_t inputChannels, std::int64_t outputChannels, int pairs, int dimensions)
    : m_First(RegisterAt(*this, "transp_conv_init.conv", MakeUpsampling(inputChannels, outputChannels, dimensions)))
{
  for (int pair = 0; pair < pairs; ++pair)
  {
    const std::string name = "blocks." + std::to_string(pair);
    m_Upsamplings.push_back(
        RegisterAt(*this, name + ".0.conv", MakeUpsampling(outputChannels, outputChannels, dimensions)));
    m_Residuals.push_back(
        RegisterAt(*this, name + ".1", std::make_shared<UnetrResidual>(outputChannels, outputChannels, dimensions)));
  }
}

at::Tensor
UnetrProjection::forward(const at::Tensor & input) const
{
  at::Tensor features = m_First->forward(input);
  for (std::size_t pair = 0; pair < m_Upsamplings.size(); ++pair)
  {
    features = m_Residuals[pair]->forward(m_Upsamplings[pair]->forward(features));
  }
  return features;
}

UnetrUpsampling::UnetrUpsampling(std::int64_t inputChannels, std::int64_t outputChannels, int dimensions)
    : m_Upsampling(RegisterAt(*this, "transp_conv.conv", MakeUpsampling(inputChannels, outputChannels, dimensions))),
      m_Residual(register_module("conv_block",
                                 std::make_shared<UnetrResidual>(2 * outputChannels, outputChannels, dimensions)))
{}

at::Tensor
UnetrUpsampling::forward(const at::Tensor & input, const at::Tensor & skip) const
{
  return m_Residual->forward(m_Upsampling->forward(input), skip);
}

} // namespace vox
