// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxMonaiAttentionUNet.h"

#include "Blocks/voxRegisterAt.h"
#include "Blocks/voxWidened.h"

#include <ATen/ops/mul.h>
#include <ATen/ops/sigmoid.h>

namespace vox
{

MonaiGateLayer::MonaiGateLayer(std::int64_t inputChannels, std::int64_t outputChannels, int dimensions)
{
  const ConvolutionShape shape{.inputChannels = inputChannels, .outputChannels = outputChannels};
  m_Conv = RegisterAt(*this, "0.conv", std::make_shared<Convolution>(shape, dimensions));
  m_Norm = register_module("1", std::make_shared<BatchNorm>(outputChannels));
}

at::Tensor
MonaiGateLayer::forward(const at::Tensor & input, const at::Tensor & residual, double negativeSlope) const
{
  return m_Norm->forward(m_Conv->Convolve(input, {}), residual, negativeSlope);
}

MonaiAttentionGate::MonaiAttentionGate(std::int64_t channels, int dimensions)
    : m_Gating(register_module("W_g", std::make_shared<MonaiGateLayer>(channels, channels / 2, dimensions))),
      m_Skip(register_module("W_x", std::make_shared<MonaiGateLayer>(channels, channels / 2, dimensions))),
      m_Psi(register_module("psi", std::make_shared<MonaiGateLayer>(channels / 2, 1, dimensions)))
{}

at::Tensor
MonaiAttentionGate::forward(const at::Tensor & gating, const at::Tensor & skip)
{
  const at::Tensor both = m_Skip->forward(skip, m_Gating->forward(gating, {}, 1.0), 0.0);
  const at::Tensor factors = at::sigmoid(m_Psi->forward(both, {}, 1.0));
  m_Factors = factors.detach();
  return at::mul(skip, factors);
}

const at::Tensor &
MonaiAttentionGate::Factors() const
{
  return m_Factors;
}

MonaiAttentionConvs::MonaiAttentionConvs(std::int64_t inputChannels, std::int64_t outputChannels,
                                         const Zyx<std::int64_t> & stride, const MonaiAttentionUNetOptions & options)
    : m_Convs(register_module("conv", std::make_shared<ModuleList<MonaiConvolution>>()))
{
  const MonaiAdnShape adn{.norm = MonaiNorm::Batch, .negativeSlope = 0.0, .dropout = options.dropout};
  m_Convs->Add(
      ConvolutionShape{
          .inputChannels = inputChannels, .outputChannels = outputChannels, .kernelSize = {3, 3, 3}, .stride = stride},
      adn, options.dimensions);
  m_Convs->Add(
      ConvolutionShape{.inputChannels = outputChannels, .outputChannels = outputChannels, .kernelSize = {3, 3, 3}}, adn,
      options.dimensions);
}

at::Tensor
MonaiAttentionConvs::forward(const at::Tensor & input) const
{
  return m_Convs->Items()[1]->forward(m_Convs->Items()[0]->forward(input));
}

MonaiAttentionLevel::MonaiAttentionLevel(const MonaiAttentionUNetOptions & options, std::size_t level)
{
  const std::int64_t channels = options.channels[level];
  const std::int64_t channelsBelow = options.channels[level + 1];
  m_Gate = register_module("attention", std::make_shared<MonaiAttentionGate>(channels, options.dimensions));
  const ConvolutionShape up{.inputChannels = channelsBelow,
                            .outputChannels = channels,
                            .kernelSize = options.upKernelSize,
                            .stride = options.strides[level]};
  const MonaiAdnShape upAdn{.norm = MonaiNorm::Batch, .negativeSlope = 0.0};
  m_Up = RegisterAt(*this, "upconv.up", std::make_shared<MonaiUpConvolution>(up, upAdn, options.dimensions));
  const ConvolutionShape merge{.inputChannels = 2 * channels, .outputChannels = channels, .kernelSize = {3, 3, 3}};
  m_Merge = register_module("merge", std::make_shared<MonaiConvolution>(
                                         merge, MonaiAdnShape{.dropout = options.dropout}, options.dimensions));

  const auto down = std::make_shared<MonaiAttentionConvs>(channels, channelsBelow, options.strides[level], options);
  if (level + 2 == options.channels.size())
  {
    m_Down = register_module("submodule", down);
    return;
  }
  m_Down = RegisterAt(*this, "submodule.0", down);
  m_Below = RegisterAt(*this, "submodule.1", std::make_shared<MonaiAttentionLevel>(options, level + 1));
}

at::Tensor
MonaiAttentionLevel::forward(const at::Tensor & skip) const
{
  at::Tensor below = m_Down->forward(skip);
  if (m_Below)
  {
    below = m_Below->forward(below);
  }
  const at::Tensor upsampled = m_Up->forward(below);
  return m_Merge->forward(m_Gate->forward(upsampled, skip), upsampled);
}

MonaiAttentionUNet::MonaiAttentionUNet(const MonaiAttentionUNetOptions & options)
    : m_First(RegisterAt(*this, "model.0",
                         std::make_shared<MonaiAttentionConvs>(options.inputChannels, options.channels.front(),
                                                               Zyx<std::int64_t>{1, 1, 1}, options))),
      m_Levels(RegisterAt(*this, "model.1", std::make_shared<MonaiAttentionLevel>(options, 0)))
{
  const ConvolutionShape last{.inputChannels = options.channels.front(), .outputChannels = options.outputChannels};
  m_Last = RegisterAt(*this, "model.2.conv", std::make_shared<Convolution>(last, options.dimensions));
}

std::vector<at::Tensor>
MonaiAttentionUNet::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  return {m_Last->forward(Widened(Features(images)))};
}

at::Tensor
MonaiAttentionUNet::Features(const at::Tensor & images)
{
  return m_Levels->forward(m_First->forward(images));
}

const Convolution *
MonaiAttentionUNet::LastLayer() const
{
  return m_Last.get();
}

std::vector<std::pair<std::string, at::Tensor>>
MonaiAttentionUNet::AttentionMaps() const
{
  std::vector<std::pair<std::string, at::Tensor>> maps;
  for (const auto & item : named_modules())
  {
    const auto * const gate = dynamic_cast<const MonaiAttentionGate *>(item.value().get());
    if (gate != nullptr && gate->Factors().defined())
    {
      maps.emplace_back(item.key(), gate->Factors());
    }
  }
  return maps;
}

} // namespace vox
