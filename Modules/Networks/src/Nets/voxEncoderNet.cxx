// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxEncoderNet.h"

#include "Blocks/voxWidened.h"
#include <algorithm>
#include <cmath>

namespace vox
{

EncoderNet::EncoderNet(ImageEncoderName name, const EncoderShape & shape)
    : m_Dimensions(shape.dimensions),
      m_Encoder(register_module("encoder", MakeImageEncoder(name, shape))),
      m_Decoder(&AddGroup(*this, "decoder"))
{}

void
EncoderNet::MakeHead(std::int64_t channels, std::int64_t outputs, std::int64_t kernel)
{
  const ConvolutionShape shape{.inputChannels = channels, .outputChannels = outputs, .kernelSize = Cube(kernel)};
  m_Head =
      AddGroup(*this, "segmentation_head").register_module("0", std::make_shared<Convolution>(shape, m_Dimensions));
}

WeightDraw
EncoderNet::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  constexpr std::string_view encoder = "encoder.";
  if (name.starts_with(encoder))
  {
    return m_Encoder->DrawOf(name.substr(encoder.size()), weight, fanIn);
  }
  if (weight.dim() == 1)
  {
    return {WeightDraw::Kind::Constant, name.ends_with("weight") ? 1.0 : 0.0};
  }
  const auto inputs = static_cast<double>(fanIn);
  if (name.starts_with("segmentation_head."))
  {
    const double outputs = inputs / static_cast<double>(weight.size(1)) * static_cast<double>(weight.size(0));
    return {WeightDraw::Kind::Uniform, std::sqrt(6.0 / (inputs + outputs))};
  }
  return {WeightDraw::Kind::Uniform, std::sqrt(6.0 / inputs)};
}

torch::nn::Module &
EncoderNet::DecoderGroup() const
{
  return *m_Decoder;
}

std::vector<std::int64_t>
EncoderNet::ChannelsFromCoarsest() const
{
  const std::vector<std::int64_t> & channels = m_Encoder->Channels();
  return {channels.rbegin(), channels.rend()};
}

std::vector<at::Tensor>
EncoderNet::FeaturesFromCoarsest(const at::Tensor & images) const
{
  std::vector<at::Tensor> features = m_Encoder->forward(images);
  std::reverse(features.begin(), features.end());
  return features;
}

at::Tensor
EncoderNet::Logits(const at::Tensor & features) const
{
  return m_Head->Convolve(Widened(features), {}).features;
}

const Convolution *
EncoderNet::Head() const
{
  return m_Head.get();
}

int
EncoderNet::Dimensions() const
{
  return m_Dimensions;
}

EncoderLayer
AddDecoderLayer(torch::nn::Module & parent, const std::string & name, std::int64_t inputs, std::int64_t outputs,
                std::int64_t kernel, int dimensions)
{
  return {AddGroup(parent, name), "0", "1",
          EncoderLayerShape{.convolution = {.inputChannels = inputs,
                                            .outputChannels = outputs,
                                            .kernelSize = Cube(kernel),
                                            .bias = false}},
          dimensions};
}

EncoderDecoderBlock::EncoderDecoderBlock(std::int64_t inputs, std::int64_t skipChannels, std::int64_t outputs,
                                         int dimensions)
    : m_First(AddDecoderLayer(*this, "conv1", inputs + skipChannels, outputs, 3, dimensions)),
      m_Second(AddDecoderLayer(*this, "conv2", outputs, outputs, 3, dimensions))
{}

at::Tensor
EncoderDecoderBlock::forward(const at::Tensor & coarser, const at::Tensor & skip) const
{
  return m_Second(m_First(Doubled(coarser), skip));
}

} // namespace vox
