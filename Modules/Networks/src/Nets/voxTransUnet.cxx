// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxTransUnet.h"

#include "Blocks/voxAttention.h"
#include "Blocks/voxRegisterAt.h"
#include "Blocks/voxResampling.h"
#include "Blocks/voxWidened.h"

#include <ATen/ATen.h>

#include <string>

namespace vox
{
namespace
{

constexpr double kNormEps = 1e-6;

std::shared_ptr<Convolution>
MakeConvolution(std::int64_t inputs, std::int64_t outputs, std::int64_t kernel, std::int64_t stride = 1)
{
  return std::make_shared<Convolution>(ConvolutionShape{.inputChannels = inputs,
                                                        .outputChannels = outputs,
                                                        .kernelSize = {1, kernel, kernel},
                                                        .stride = {1, stride, stride}},
                                       2);
}

/** Layers behind the embedding, and back onto the grid of `features`. */
at::Tensor
Transformed(at::Tensor tokens, const std::vector<std::shared_ptr<TransformerLayer>> & layers, const LayerNorm & norm,
            const at::Tensor & features)
{
  for (const auto & layer : layers)
  {
    tokens = layer->forward(tokens);
  }
  return FeaturesOf(norm.forward(tokens), features.sizes().slice(2));
}

/** Blocks of doubled features and the skips, those that there are, coarsest first. */
at::Tensor
Decoded(at::Tensor features, const std::vector<TwoConvBatchRelu> & blocks, const std::vector<at::Tensor> & skips)
{
  for (std::size_t block = 0; block < blocks.size(); ++block)
  {
    features = blocks[block](Enlarged(features, 2, true), block < skips.size() ? skips[block] : at::Tensor());
  }
  return features;
}

} // namespace

TransUnet::TransUnet(const TransUnetOptions & options) : m_Dropout(options.dropout)
{
  const std::int64_t hidden = options.hiddenChannels;
  const std::int64_t width = options.width;
  const std::int64_t tokens = options.imageSize.y / 16 * (options.imageSize.x / 16);
  const auto transformer = register_module("transformer", std::make_shared<torch::nn::Module>());
  const auto embeddings = transformer->register_module("embeddings", std::make_shared<torch::nn::Module>());
  m_Positions = embeddings->register_parameter("position_embeddings", at::empty({1, tokens, hidden}));
  m_Trunk = embeddings->register_module(
      "hybrid_model",
      std::make_shared<ResNetTrunk>(options.inputChannels == 1 ? 3 : options.inputChannels, width, options.units));
  m_Patches = embeddings->register_module("patch_embeddings", MakeConvolution(16 * width, hidden, 1));
  for (std::int64_t layer = 0; layer < options.layers; ++layer)
  {
    m_Layers.push_back(
        RegisterAt(*transformer, "encoder.layer." + std::to_string(layer),
                   std::make_shared<TransformerLayer>(TransformerShape{.channels = hidden,
                                                                       .heads = options.heads,
                                                                       .mlpChannels = options.mlpChannels,
                                                                       .normEps = kNormEps,
                                                                       .dropout = options.dropout},
                                                      TransformerNames{.norm1 = "attention_norm",
                                                                       .queryKeyValue = "",
                                                                       .query = "attn.query",
                                                                       .key = "attn.key",
                                                                       .value = "attn.value",
                                                                       .projection = "attn.out",
                                                                       .norm2 = "ffn_norm",
                                                                       .first = "ffn.fc1",
                                                                       .second = "ffn.fc2"})));
  }
  m_Norm = RegisterAt(*transformer, "encoder.encoder_norm", std::make_shared<LayerNorm>(hidden, kNormEps));

  const auto decoder = register_module("decoder", std::make_shared<torch::nn::Module>());
  std::int64_t channels = 8 * width;
  m_More.emplace_back(*decoder, "conv_more.0", "conv_more.1",
                      ConvolutionShape{.inputChannels = hidden, .outputChannels = channels, .kernelSize = {1, 3, 3}},
                      2);
  const std::array<std::int64_t, 4> skipChannels{8 * width, 4 * width, width, 0};
  for (std::size_t block = 0; block < 4; ++block)
  {
    const auto module = RegisterAt(*decoder, "blocks." + std::to_string(block), std::make_shared<torch::nn::Module>());
    m_Blocks.emplace_back(*module, TwoConvBatchRelu::Names{}, channels + skipChannels[block],
                          options.decoderChannels[block], 2);
    channels = options.decoderChannels[block];
  }
  m_Head = RegisterAt(*this, "segmentation_head.0", MakeConvolution(channels, options.outputChannels, 3));
}

std::vector<at::Tensor>
TransUnet::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  std::vector<at::Tensor> trunk = m_Trunk->forward(images.size(1) == 1 ? images.expand({-1, 3, -1, -1}) : images);
  const at::Tensor patches = m_Patches->Convolve(trunk.back(), {}).features;
  const at::Tensor tokens = at::dropout(TokensOf(patches) + m_Positions, m_Dropout, is_training());
  const at::Tensor features = m_More.front()(Transformed(tokens, m_Layers, *m_Norm, patches));
  const at::Tensor decoded = Decoded(features, m_Blocks, {trunk[2], trunk[1], trunk[0]});
  return {m_Head->Convolve(Widened(decoded), {}).features};
}

WeightDraw
TransUnet::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  const bool isTransformer = name.starts_with("transformer.encoder.") || name.ends_with("position_embeddings") ||
                             name.find("patch_embeddings.") != std::string_view::npos;
  return isTransformer ? DrawTransformer(name, weight) : Net::DrawOf(name, weight, fanIn);
}

TransUnetSmall::TransUnetSmall(const TransUnetSmallOptions & options)
{
  const std::int64_t hidden = options.hiddenChannels;
  const std::int64_t width = options.width;
  const std::int64_t tokens = options.imageSize.y / 8 * (options.imageSize.x / 8);
  m_Positions = register_parameter("position_embeddings", at::empty({1, tokens, hidden}));
  for (std::size_t level = 0; level < 3; ++level)
  {
    const std::string name = "stem." + std::to_string(level);
    const std::int64_t inputs = level == 0 ? options.inputChannels : width << (level - 1);
    m_StemConvs[level] = RegisterAt(*this, name + ".0", MakeConvolution(inputs, width << level, 3, 2));
    m_StemNorms[level] = RegisterAt(*this, name + ".1", std::make_shared<GroupNorm>(width << level, 2));
  }
  m_Patches = register_module("patch_embeddings", MakeConvolution(4 * width, hidden, 1));
  for (std::int64_t layer = 0; layer < options.layers; ++layer)
  {
    m_Layers.push_back(RegisterAt(
        *this, "layer." + std::to_string(layer),
        std::make_shared<TransformerLayer>(
            TransformerShape{
                .channels = hidden, .heads = options.heads, .mlpChannels = options.mlpChannels, .normEps = kNormEps},
            TransformerNames{})));
  }
  m_Norm = register_module("encoder_norm", std::make_shared<LayerNorm>(hidden, kNormEps));
  m_More.emplace_back(*this, "conv_more.0", "conv_more.1",
                      ConvolutionShape{.inputChannels = hidden, .outputChannels = 4 * width, .kernelSize = {1, 3, 3}},
                      2);
  const std::array<std::int64_t, 3> inputs{6 * width, 3 * width, width};
  const std::array<std::int64_t, 3> outputs{2 * width, width, width};
  for (std::size_t block = 0; block < 3; ++block)
  {
    const auto module = RegisterAt(*this, "blocks." + std::to_string(block), std::make_shared<torch::nn::Module>());
    m_Blocks.emplace_back(*module, TwoConvBatchRelu::Names{"0", "1", "3", "4"}, inputs[block], outputs[block], 2);
  }
  m_Head = register_module("segmentation_head", MakeConvolution(width, options.outputChannels, 3));
}

std::vector<at::Tensor>
TransUnetSmall::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  std::vector<at::Tensor> stem{images};
  for (std::size_t level = 0; level < 3; ++level)
  {
    stem.push_back(m_StemNorms[level]->forward(m_StemConvs[level]->Convolve(stem.back(), {}), {}, 0.0));
  }
  const at::Tensor patches = m_Patches->Convolve(stem.back(), {}).features;
  const at::Tensor features = m_More.front()(Transformed(TokensOf(patches) + m_Positions, m_Layers, *m_Norm, patches));
  const at::Tensor decoded = Decoded(features, m_Blocks, {stem[2], stem[1]});
  return {m_Head->Convolve(Widened(decoded), {}).features};
}

WeightDraw
TransUnetSmall::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  const bool isTransformer =
      name.starts_with("layer.") || name.starts_with("position_") || name.starts_with("patch_embeddings.");
  return isTransformer ? DrawTransformer(name, weight) : Net::DrawOf(name, weight, fanIn);
}

} // namespace vox
