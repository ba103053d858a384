// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxEncoderMAnet.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace vox
{

/** Position-wise attention: one softmax over all pairs of positions, not one for each position. */
class EncoderMAnet::Center : public torch::nn::Module
{
public:
  Center(std::int64_t channels, std::int64_t attentionChannels, int dimensions)
  {
    const auto add = [&](const char * name, std::int64_t outputs, std::int64_t kernel) {
      const ConvolutionShape shape{.inputChannels = channels, .outputChannels = outputs, .kernelSize = Cube(kernel)};
      return register_module(name, std::make_shared<Convolution>(shape, dimensions));
    };
    m_Keys = add("top_conv", attentionChannels, 1);
    m_Queries = add("center_conv", attentionChannels, 1);
    m_Values = add("bottom_conv", channels, 3);
    m_Last = add("out_conv", channels, 3);
  }

  at::Tensor
  forward(const at::Tensor & input) const
  {
    const at::Tensor keys = m_Keys->Convolve(input, {}).features.flatten(2).to(at::kFloat);
    const at::Tensor queries = m_Queries->Convolve(input, {}).features.flatten(2).to(at::kFloat).transpose(1, 2);
    const at::Tensor values = m_Values->Convolve(input, {}).features.flatten(2).to(at::kFloat).transpose(1, 2);
    at::Tensor weights = at::matmul(queries, keys);
    weights = at::softmax(weights.flatten(1), 1).view(weights.sizes());
    // [N, positions, C] is read as [N, C, positions], without a transposition: as the original does.
    const at::Tensor attended = at::matmul(weights, values).contiguous().view(input.sizes());
    return m_Last->Convolve(input + attended.to(input.scalar_type()), {}).features;
  }

private:
  std::shared_ptr<Convolution> m_Keys;
  std::shared_ptr<Convolution> m_Queries;
  std::shared_ptr<Convolution> m_Values;
  std::shared_ptr<Convolution> m_Last;
};

namespace
{

/** Weights of channels in [0, 1] by their means. Children: 1, 3. */
class ChannelGate : public torch::nn::Module
{
public:
  ChannelGate(std::int64_t channels, std::int64_t reduced, int dimensions)
  {
    const auto add = [&](const char * name, std::int64_t inputs, std::int64_t outputs) {
      const ConvolutionShape shape{.inputChannels = inputs, .outputChannels = outputs};
      return register_module(name, std::make_shared<Convolution>(shape, dimensions));
    };
    m_Reduce = add("1", channels, reduced);
    m_Widen = add("3", reduced, channels);
  }

  at::Tensor
  forward(const at::Tensor & features) const
  {
    const at::Tensor means = ChannelMeans(features).to(at::kFloat);
    return at::sigmoid(m_Widen->forward(at::relu(m_Reduce->forward(means))));
  }

private:
  std::shared_ptr<Convolution> m_Reduce;
  std::shared_ptr<Convolution> m_Widen;
};

} // namespace

/** The coarser features, brought to the skip's channels, are weighed by their own means and the skip's; then both go
 * through two 3x3 convolutions. */
class EncoderMAnet::Block : public torch::nn::Module
{
public:
  Block(std::int64_t inputs, std::int64_t skip, std::int64_t outputs, std::int64_t reduction, int dimensions)
  {
    torch::nn::Module & bring = AddGroup(*this, "hl_conv");
    m_Mix = AddDecoderLayer(bring, "0", inputs, inputs, 3, dimensions);
    m_Narrow = AddDecoderLayer(bring, "1", inputs, skip, 1, dimensions);
    const std::int64_t reduced = std::max<std::int64_t>(1, skip / reduction);
    m_SkipGate = register_module("SE_ll", std::make_shared<ChannelGate>(skip, reduced, dimensions));
    m_OwnGate = register_module("SE_hl", std::make_shared<ChannelGate>(skip, reduced, dimensions));
    m_First = AddDecoderLayer(*this, "conv1", 2 * skip, outputs, 3, dimensions);
    m_Second = AddDecoderLayer(*this, "conv2", outputs, outputs, 3, dimensions);
  }

  at::Tensor
  forward(const at::Tensor & coarser, const at::Tensor & skip) const
  {
    const at::Tensor features = m_Narrow(m_Mix(coarser));
    // Means and weights are the same before the upsampling, which copies voxels.
    const at::Tensor gate = (m_OwnGate->forward(features) + m_SkipGate->forward(skip)).to(features.scalar_type());
    return m_Second(m_First(Doubled(features * gate), skip));
  }

private:
  EncoderLayer m_Mix;
  EncoderLayer m_Narrow;
  std::shared_ptr<ChannelGate> m_SkipGate;
  std::shared_ptr<ChannelGate> m_OwnGate;
  EncoderLayer m_First;
  EncoderLayer m_Second;
};

EncoderMAnet::EncoderMAnet(const EncoderMAnetOptions & options) : EncoderNet(options.encoder, EncoderShapeOf(options))
{
  std::vector<std::int64_t> skips = ChannelsFromCoarsest();
  skips.push_back(0); // nothing has the size of the image
  std::int64_t channels = skips.front();
  m_Center = DecoderGroup().register_module(
      "center", std::make_shared<Center>(channels, options.attentionChannels, options.dimensions));
  torch::nn::Module & blocks = AddGroup(DecoderGroup(), "blocks");
  for (std::size_t b = 0; b < options.decoderChannels.size(); ++b)
  {
    const std::int64_t outputs = options.decoderChannels[b];
    m_Blocks.emplace_back();
    m_Plain.emplace_back();
    if (skips[b + 1] > 0)
    {
      m_Blocks[b] = std::make_shared<Block>(channels, skips[b + 1], outputs, options.reduction, options.dimensions);
      blocks.register_module(std::to_string(b), m_Blocks[b]);
    }
    else
    {
      m_Plain[b] = std::make_shared<EncoderDecoderBlock>(channels, 0, outputs, options.dimensions);
      blocks.register_module(std::to_string(b), m_Plain[b]);
    }
    channels = outputs;
  }
  MakeHead(channels, options.outputChannels, 3);
}

std::vector<at::Tensor>
EncoderMAnet::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  std::vector<at::Tensor> features = FeaturesFromCoarsest(images);
  features.emplace_back();
  at::Tensor current = m_Center->forward(features.front());
  features.front() = at::Tensor();
  for (std::size_t b = 0; b < m_Blocks.size(); ++b)
  {
    const at::Tensor skip = std::move(features[b + 1]);
    current = skip.defined() ? m_Blocks[b]->forward(current, skip) : m_Plain[b]->forward(current, {});
  }
  return {Logits(current)};
}

} // namespace vox
