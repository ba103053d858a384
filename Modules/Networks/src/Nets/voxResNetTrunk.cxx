// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxResNetTrunk.h"

#include "Blocks/voxRegisterAt.h"

#include <ATen/ATen.h>

#include <string>

namespace vox
{
namespace
{

constexpr std::int64_t kGroups = 32;
constexpr double kEps = 1e-6;

std::shared_ptr<StandardizedConvolution>
MakeConvolution(std::int64_t inputs, std::int64_t outputs, std::int64_t kernel, std::int64_t stride)
{
  return std::make_shared<StandardizedConvolution>(ConvolutionShape{.inputChannels = inputs,
                                                                    .outputChannels = outputs,
                                                                    .kernelSize = {1, kernel, kernel},
                                                                    .stride = {1, stride, stride}});
}

std::shared_ptr<GroupNorm>
MakeNorm(std::int64_t channels)
{
  return std::make_shared<GroupNorm>(channels, kGroups, kEps);
}

} // namespace

StandardizedBottleneck::StandardizedBottleneck(std::int64_t inputChannels, std::int64_t innerChannels,
                                               std::int64_t stride)
    : m_Norm1(register_module("gn1", MakeNorm(innerChannels))),
      m_Conv1(register_module("conv1", MakeConvolution(inputChannels, innerChannels, 1, 1))),
      m_Norm2(register_module("gn2", MakeNorm(innerChannels))),
      m_Conv2(register_module("conv2", MakeConvolution(innerChannels, innerChannels, 3, stride))),
      m_Norm3(register_module("gn3", MakeNorm(4 * innerChannels))),
      m_Conv3(register_module("conv3", MakeConvolution(innerChannels, 4 * innerChannels, 1, 1)))
{
  const std::int64_t outputChannels = 4 * innerChannels;
  if (stride != 1 || inputChannels != outputChannels)
  {
    m_Downsample = register_module("downsample", MakeConvolution(inputChannels, outputChannels, 1, stride));
    m_DownsampleNorm = register_module("gn_proj", std::make_shared<GroupNorm>(outputChannels, outputChannels));
  }
}

at::Tensor
StandardizedBottleneck::forward(const at::Tensor & input) const
{
  const at::Tensor residual = m_Downsample ? m_DownsampleNorm->forward(m_Downsample->Convolve(input)) : input;
  at::Tensor features = m_Norm1->forward(m_Conv1->Convolve(input), {}, 0.0);
  features = m_Norm2->forward(m_Conv2->Convolve(features), {}, 0.0);
  return m_Norm3->forward(m_Conv3->Convolve(features), residual, 0.0);
}

ResNetTrunk::ResNetTrunk(std::int64_t inputChannels, std::int64_t width, const std::vector<std::int64_t> & units)
    : m_RootConv(RegisterAt(*this, "root.conv", MakeConvolution(inputChannels, width, 7, 2))),
      m_RootNorm(RegisterAt(*this, "root.gn", MakeNorm(width)))
{
  std::int64_t channels = width;
  for (std::size_t stage = 0; stage < units.size(); ++stage)
  {
    m_Stages.emplace_back();
    const std::string name = "body.block" + std::to_string(stage + 1) + ".unit";
    for (std::int64_t unit = 1; unit <= units[stage]; ++unit)
    {
      const std::int64_t stride = stage > 0 && unit == 1 ? 2 : 1;
      m_Stages.back().push_back(RegisterAt(*this, name + std::to_string(unit),
                                           std::make_shared<StandardizedBottleneck>(channels, width << stage, stride)));
      channels = 4 * (width << stage);
    }
  }
}

std::vector<at::Tensor>
ResNetTrunk::forward(const at::Tensor & images) const
{
  std::vector<at::Tensor> found{m_RootNorm->forward(m_RootConv->Convolve(images), {}, 0.0)};
  at::Tensor features = at::max_pool2d(found.front(), {3, 3}, {2, 2});
  for (std::size_t stage = 0; stage < m_Stages.size(); ++stage)
  {
    for (const auto & unit : m_Stages[stage])
    {
      features = unit->forward(features);
    }
    const std::int64_t stride = std::int64_t{4} << stage;
    const std::int64_t below = images.size(2) / stride - features.size(2);
    const std::int64_t right = images.size(3) / stride - features.size(3);
    found.push_back(below + right > 0 ? at::constant_pad_nd(features, {0, right, 0, below}) : features);
  }
  return found;
}

} // namespace vox
