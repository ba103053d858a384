// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxUnetr.h"

#include "Blocks/voxAttention.h"
#include "Blocks/voxRegisterAt.h"
#include "Blocks/voxWidened.h"

#include <ATen/ATen.h>

#include <string>

namespace vox
{
namespace
{

constexpr std::int64_t kPatch = 16;
constexpr int kLayers = 12;

std::int64_t
PositionsOf(const UnetrOptions & options)
{
  const Zyx<std::int64_t> & size = options.imageSize;
  return (options.dimensions == 3 ? size.z / kPatch : 1) * (size.y / kPatch) * (size.x / kPatch);
}

} // namespace

Unetr::Unetr(const UnetrOptions & options)
{
  const int dimensions = options.dimensions;
  const std::int64_t hidden = options.hiddenChannels;
  const auto vit = register_module("vit", std::make_shared<torch::nn::Module>());
  const auto embedding = vit->register_module("patch_embedding", std::make_shared<torch::nn::Module>());
  m_Positions = embedding->register_parameter("position_embeddings", at::empty({1, PositionsOf(options), hidden}));
  m_Patches = embedding->register_module(
      "patch_embeddings", std::make_shared<PatchEmbedding>(options.inputChannels, hidden,
                                                           Zyx<std::int64_t>{kPatch, kPatch, kPatch}, dimensions));
  m_Layers = vit->register_module("blocks", std::make_shared<ModuleList<TransformerLayer>>());
  for (int layer = 0; layer < kLayers; ++layer)
  {
    m_Layers->Add(
        TransformerShape{
            .channels = hidden, .heads = options.heads, .mlpChannels = options.mlpChannels, .attentionBias = false},
        TransformerNames{.queryKeyValue = "attn.qkv",
                         .projection = "attn.out_proj",
                         .first = "mlp.linear1",
                         .second = "mlp.linear2"});
  }
  m_Norm = vit->register_module("norm", std::make_shared<LayerNorm>(hidden));

  const std::int64_t features = options.features;
  m_ImageEncoder =
      register_module("encoder1", std::make_shared<UnetrBasicBlock>(options.inputChannels, features, dimensions));
  for (int level = 0; level < 3; ++level)
  {
    m_TokenEncoders[static_cast<std::size_t>(level)] =
        register_module("encoder" + std::to_string(level + 2),
                        std::make_shared<UnetrProjection>(hidden, features << (level + 1), 2 - level, dimensions));
  }
  for (int level = 0; level < 4; ++level)
  {
    const std::int64_t inputs = level == 0 ? hidden : features << (4 - level);
    m_Decoders[static_cast<std::size_t>(level)] =
        register_module("decoder" + std::to_string(5 - level),
                        std::make_shared<UnetrUpsampling>(inputs, features << (3 - level), dimensions));
  }
  const ConvolutionShape head{.inputChannels = features, .outputChannels = options.outputChannels};
  m_Head = RegisterAt(*this, "out.conv.conv", std::make_shared<Convolution>(head, dimensions));
}

at::Tensor
Unetr::Features(const at::Tensor & images)
{
  const at::Tensor grid = m_Patches->forward(images);
  const std::vector<std::int64_t> gridSize(grid.sizes().begin() + 1, grid.sizes().end() - 1);
  at::Tensor tokens = grid.flatten(1, -2) + m_Positions;
  std::vector<at::Tensor> skips{m_ImageEncoder->forward(images)};
  for (std::size_t layer = 0; layer < m_Layers->Items().size(); ++layer)
  {
    // The original takes its skips behind the fourth, seventh and tenth layer.
    tokens = m_Layers->Items()[layer]->forward(tokens);
    if (layer == 3 || layer == 6 || layer == 9)
    {
      skips.push_back(m_TokenEncoders[skips.size() - 1]->forward(FeaturesOf(tokens, gridSize)));
    }
  }
  at::Tensor features = FeaturesOf(m_Norm->forward(tokens), gridSize);
  for (const auto & decoder : m_Decoders)
  {
    features = decoder->forward(features, skips.back());
    skips.pop_back();
  }
  return features;
}

std::vector<at::Tensor>
Unetr::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  return {m_Head->forward(Widened(Features(images)))};
}

const Convolution *
Unetr::LastLayer() const
{
  return m_Head.get();
}

WeightDraw
Unetr::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  return name.starts_with("vit.") ? DrawTransformer(name, weight) : Net::DrawOf(name, weight, fanIn);
}

} // namespace vox
