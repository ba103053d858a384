// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxEncoderLinknet.h"

#include "Blocks/voxTransposedConvolution.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace vox
{

/** To a quarter of the channels, to twice the size, to the channels of the next block. */
class EncoderLinknet::Block : public torch::nn::Module
{
public:
  Block(std::int64_t inputs, std::int64_t outputs, int dimensions)
  {
    const std::int64_t quarter = inputs / 4;
    torch::nn::Module & block = AddGroup(*this, "block");
    m_Narrow = AddDecoderLayer(block, "0", inputs, quarter, 1, dimensions);
    torch::nn::Module & double2 = AddGroup(block, "1");
    m_Double = double2.register_module(
        "0", std::make_shared<TransposedConvolution>(TransposedConvolutionShape{.inputChannels = quarter,
                                                                                .outputChannels = quarter,
                                                                                .kernelSize = Cube(4),
                                                                                .stride = Cube(2),
                                                                                .padding = Cube(1)},
                                                     dimensions));
    m_Norm = double2.register_module("1", std::make_shared<BatchNorm>(quarter));
    m_Widen = AddDecoderLayer(block, "2", quarter, outputs, 1, dimensions);
  }

  at::Tensor
  forward(const at::Tensor & input, const at::Tensor & skip) const
  {
    at::Tensor features = m_Widen(m_Norm->forward({m_Double->forward(m_Narrow(input)), {}}, {}, 0.0));
    if (skip.defined())
    {
      features = at::GradMode::is_enabled() ? features + skip : features.add_(skip);
    }
    return features;
  }

private:
  EncoderLayer m_Narrow;
  std::shared_ptr<TransposedConvolution> m_Double;
  std::shared_ptr<BatchNorm> m_Norm;
  EncoderLayer m_Widen;
};

EncoderLinknet::EncoderLinknet(const EncoderLinknetOptions & options)
    : EncoderNet(options.encoder, EncoderShapeOf(options))
{
  std::vector<std::int64_t> channels = ChannelsFromCoarsest();
  channels.push_back(options.finalChannels);
  torch::nn::Module & blocks = AddGroup(DecoderGroup(), "blocks");
  for (std::size_t b = 0; b + 1 < channels.size(); ++b)
  {
    m_Blocks.push_back(blocks.register_module(
        std::to_string(b), std::make_shared<Block>(channels[b], channels[b + 1], options.dimensions)));
  }
  MakeHead(options.finalChannels, options.outputChannels, 1);
}

std::vector<at::Tensor>
EncoderLinknet::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  return {Logits(Features(images))};
}

at::Tensor
EncoderLinknet::Features(const at::Tensor & images)
{
  std::vector<at::Tensor> features = FeaturesFromCoarsest(images);
  features.emplace_back();
  at::Tensor current = std::move(features.front());
  for (std::size_t b = 0; b < m_Blocks.size(); ++b)
  {
    const at::Tensor skip = std::move(features[b + 1]);
    current = m_Blocks[b]->forward(current, skip);
  }
  return current;
}

const Convolution *
EncoderLinknet::LastLayer() const
{
  return Head();
}

WeightDraw
EncoderLinknet::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  const bool isTransposed = name.starts_with("decoder.") && name.find(".block.1.0.") != std::string_view::npos;
  return isTransposed ? DrawAsTorch(name, fanIn) : EncoderNet::DrawOf(name, weight, fanIn);
}

} // namespace vox
