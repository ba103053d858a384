// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxSwinUnetr.h"

#include "Blocks/voxRegisterAt.h"
#include "Blocks/voxWidened.h"

#include <ATen/ATen.h>

#include <string>

namespace vox
{
namespace
{

/** Tokens on their grid, normalized without scale and shift, as features [N, C, (D,) H, W]. */
at::Tensor
NormedFeatures(const at::Tensor & grid)
{
  return at::layer_norm(grid, {grid.size(-1)}).movedim(-1, 1);
}

} // namespace

SwinUnetr::SwinUnetr(const SwinUnetrOptions & options)
{
  const int dimensions = options.dimensions;
  const std::int64_t features = options.features;
  const auto transformer = register_module("swinViT", std::make_shared<torch::nn::Module>());
  m_Patches = RegisterAt(
      *transformer, "patch_embed.proj",
      std::make_shared<PatchEmbedding>(options.inputChannels, features, Zyx<std::int64_t>{2, 2, 2}, dimensions));
  for (std::size_t stage = 0; stage < 4; ++stage)
  {
    const std::int64_t channels = features << stage;
    const SwinShape shape{.channels = channels,
                          .heads = options.heads[stage],
                          .windowSize = options.windowSize,
                          .dimensions = dimensions};
    const std::string name = "layers" + std::to_string(stage + 1) + ".0";
    m_Stages[stage] = RegisterAt(*transformer, name, std::make_shared<SwinStage>(shape, options.depths[stage]));
    m_Mergings[stage] = m_Stages[stage]->register_module(
        "downsample", std::make_shared<PatchMerging>(channels, dimensions, options.merging));
  }
  const std::array<std::int64_t, 5> encoderChannels{features, features, 2 * features, 4 * features, 16 * features};
  for (std::size_t level = 0; level < 5; ++level)
  {
    m_Encoders[level] =
        register_module(level == 4 ? "encoder10" : "encoder" + std::to_string(level + 1),
                        std::make_shared<UnetrBasicBlock>(level == 0 ? options.inputChannels : encoderChannels[level],
                                                          encoderChannels[level], dimensions));
  }
  for (std::size_t level = 0; level < 5; ++level)
  {
    const std::int64_t inputs = features << (4 - level);
    m_Decoders[level] =
        register_module("decoder" + std::to_string(5 - level),
                        std::make_shared<UnetrUpsampling>(inputs, level == 4 ? features : inputs / 2, dimensions));
  }
  const ConvolutionShape head{.inputChannels = features, .outputChannels = options.outputChannels};
  m_Head = RegisterAt(*this, "out.conv.conv", std::make_shared<Convolution>(head, dimensions));
}

at::Tensor
SwinUnetr::Features(const at::Tensor & images)
{
  std::vector<at::Tensor> skips{m_Encoders[0]->forward(images)};
  at::Tensor grid = m_Patches->forward(images);
  for (std::size_t stage = 0; stage < 4; ++stage)
  {
    // The coarsest skip goes to the decoder as it is.
    const at::Tensor features = NormedFeatures(grid);
    skips.push_back(stage < 3 ? m_Encoders[stage + 1]->forward(features) : features);
    grid = m_Mergings[stage]->forward(m_Stages[stage]->forward(grid));
  }
  at::Tensor features = m_Encoders[4]->forward(NormedFeatures(grid));
  for (const auto & decoder : m_Decoders)
  {
    features = decoder->forward(features, skips.back());
    skips.pop_back();
  }
  return features;
}

std::vector<at::Tensor>
SwinUnetr::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  return {m_Head->forward(Widened(Features(images)))};
}

const Convolution *
SwinUnetr::LastLayer() const
{
  return m_Head.get();
}

WeightDraw
SwinUnetr::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  return name.starts_with("swinViT.") ? DrawTransformer(name, weight) : Net::DrawOf(name, weight, fanIn);
}

} // namespace vox
