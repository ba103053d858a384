// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxTransUnet3d.h"

#include "Blocks/voxAttention.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace vox
{
namespace
{

/** The plain U-Net around the transformers. */
UNetOptions
ConvolutionsOf(const TransUnet3dOptions & options)
{
  const std::size_t stages = options.featuresPerStage.size();
  UNetOptions unet;
  unet.dimensions = options.dimensions;
  unet.inputChannels = options.inputChannels;
  unet.outputChannels = options.outputChannels;
  unet.featuresPerStage = options.featuresPerStage;
  unet.kernelSizes.assign(stages, {3, 3, 3});
  unet.strides.assign(stages, {2, 2, 2});
  unet.strides.front() = {1, 1, 1};
  unet.blocksPerStage.assign(stages, 2);
  unet.convsPerDecoderStage.assign(stages - 1, 2);
  return unet;
}

std::int64_t
TokensIn(const TransUnet3dOptions & options)
{
  const std::size_t halvings = options.featuresPerStage.size() - 1;
  std::int64_t tokens = 1;
  for (std::size_t axis = options.dimensions == 2 ? 1 : 0; axis < 3; ++axis)
  {
    tokens *= options.imageSize[axis] >> halvings;
  }
  return tokens;
}

} // namespace

TokenMixer::TokenMixer(std::int64_t featureChannels, std::int64_t tokens, std::int64_t layers,
                       const TransformerShape & shape)
    : m_Positions(register_parameter("positions", at::empty({1, tokens, shape.channels}))),
      m_Embedding(register_module("embedding", std::make_shared<Linear>(featureChannels, shape.channels))),
      m_Layers(register_module("layers", std::make_shared<ModuleList<TransformerLayer>>())),
      m_Norm(register_module("norm", std::make_shared<LayerNorm>(shape.channels))),
      m_Restore(register_module("restore", std::make_shared<Linear>(shape.channels, featureChannels)))
{
  for (std::int64_t layer = 0; layer < layers; ++layer)
  {
    m_Layers->Add(shape, TransformerNames{});
  }
}

at::Tensor
TokenMixer::forward(const at::Tensor & features) const
{
  at::Tensor tokens = m_Embedding->forward(TokensOf(features)) + m_Positions;
  for (const auto & layer : m_Layers->Items())
  {
    tokens = layer->forward(tokens);
  }
  return FeaturesOf(m_Restore->forward(m_Norm->forward(tokens)), features.sizes().slice(2));
}

TransUnet3d::TransUnet3d(const TransUnet3dOptions & options)
{
  const UNetOptions unet = ConvolutionsOf(options);
  const std::vector<std::int64_t> & features = options.featuresPerStage;
  const TransformerShape shape{
      .channels = options.hiddenChannels, .heads = options.heads, .mlpChannels = options.mlpChannels};
  m_Encoder = register_module("encoder", std::make_shared<PlainConvEncoder>(unet));
  if (options.variant != TransUnetVariant::Decoder)
  {
    m_Mixer = register_module(
        "mixer", std::make_shared<TokenMixer>(features.back(), TokensIn(options), options.encoderLayers, shape));
  }
  m_Upsamplings = register_module("transpconvs", std::make_shared<ModuleList<Upsampling>>());
  m_Stages = register_module("stages", std::make_shared<ModuleList<StackedConvs>>());
  for (std::size_t level = features.size() - 1; level-- > 0;)
  {
    m_Upsamplings->Add(features[level + 1], features[level], unet.strides[level + 1], true, options.dimensions);
    const ConvolutionShape first{
        .inputChannels = 2 * features[level], .outputChannels = features[level], .kernelSize = {3, 3, 3}};
    m_Stages->Add(std::int64_t{2}, first, unet);
  }
  if (options.variant == TransUnetVariant::Encoder)
  {
    const ConvolutionShape head{.inputChannels = features.front(), .outputChannels = options.outputChannels};
    m_Head = register_module("head", std::make_shared<Convolution>(head, options.dimensions));
    return;
  }
  std::vector<std::int64_t> refining(features.rbegin() + 1, features.rend());
  refining.resize(static_cast<std::size_t>(options.decoderLayers));
  m_Queries = register_module("queries",
                              std::make_shared<MaskQueries>(options.outputChannels, refining, features.front(), shape));
}

std::vector<at::Tensor>
TransUnet3d::DecoderFeatures(const at::Tensor & images) const
{
  std::vector<at::Tensor> skips = m_Encoder->forward(images);
  at::Tensor features = m_Mixer ? m_Mixer->forward(skips.back()) : skips.back();
  std::vector<at::Tensor> found;
  for (std::size_t stage = 0; stage < m_Stages->Items().size(); ++stage)
  {
    skips.pop_back();
    features = m_Stages->Items()[stage]->forward(m_Upsamplings->Items()[stage]->forward(features), skips.back());
    found.push_back(features);
  }
  return found;
}

at::Tensor
TransUnet3d::Features(const at::Tensor & images)
{
  return m_Head ? DecoderFeatures(images).back() : Net::Features(images);
}

std::vector<at::Tensor>
TransUnet3d::forward(const at::Tensor & images, bool deepSupervision)
{
  const std::vector<at::Tensor> features = DecoderFeatures(images);
  if (m_Head)
  {
    return {m_Head->forward(features.back().to(at::kFloat))};
  }
  std::vector<at::Tensor> masks = m_Queries->forward(features, features.back());
  std::reverse(masks.begin(), masks.end());
  masks.resize(deepSupervision ? masks.size() : 1);
  return masks;
}

const Convolution *
TransUnet3d::LastLayer() const
{
  return m_Head.get();
}

WeightDraw
TransUnet3d::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  if (name.starts_with("mixer.") || name.starts_with("queries."))
  {
    return DrawTransformer(name, weight);
  }
  return weight.dim() > 1 ? DrawKaimingNormal(fanIn, 0.01)
                          : WeightDraw{WeightDraw::Kind::Constant, name.ends_with("norm.weight") ? 1.0 : 0.0};
}

} // namespace vox
