// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxUNetTransformer.h"

#include "Blocks/voxRegisterAt.h"
#include "Blocks/voxResampling.h"
#include "Blocks/voxWidened.h"

#include <ATen/ATen.h>

#include <string>

namespace vox
{

UNetTransformer::UNetTransformer(const UNetTransformerOptions & options)
{
  const std::vector<std::int64_t> & features = options.featuresPerStage;
  const int dimensions = options.dimensions;
  const std::size_t skips = features.size() - 1;
  const auto stage = [&](const std::string & list, std::size_t number) {
    return RegisterAt(*this, list + "." + std::to_string(number), std::make_shared<torch::nn::Module>());
  };
  for (std::size_t level = 0; level < features.size(); ++level)
  {
    m_Encoder.emplace_back(*stage("encoder", level), TwoConvBatchRelu::Names{},
                           level == 0 ? options.inputChannels : features[level - 1], features[level], dimensions);
  }
  m_Attention = register_module("attention", std::make_shared<GridSelfAttention>(features.back(), options.heads));
  m_Gates.resize(skips);
  m_Maps.resize(skips);
  for (std::size_t level = skips - static_cast<std::size_t>(options.gatedSkips); level < skips; ++level)
  {
    m_Gates[level] = RegisterAt(
        *this, "gates." + std::to_string(level),
        std::make_shared<GridCrossAttention>(features[level + 1], features[level], options.heads, dimensions));
  }
  for (std::size_t level = 0; level < skips; ++level)
  {
    m_Decoder.emplace_back(*stage("decoder", level), TwoConvBatchRelu::Names{}, features[level + 1] + features[level],
                           features[level], dimensions);
  }
  const ConvolutionShape head{.inputChannels = features.front(), .outputChannels = options.outputChannels};
  m_Head = register_module("head", std::make_shared<Convolution>(head, dimensions));
}

at::Tensor
UNetTransformer::Features(const at::Tensor & images)
{
  std::vector<at::Tensor> skips;
  at::Tensor features = m_Encoder.front()(images);
  for (std::size_t level = 1; level < m_Encoder.size(); ++level)
  {
    skips.push_back(features);
    features =
        m_Encoder[level](features.dim() == 5 ? at::max_pool3d(features, {2, 2, 2}) : at::max_pool2d(features, {2, 2}));
  }
  features = m_Attention->forward(features);
  for (std::size_t level = skips.size(); level-- > 0;)
  {
    at::Tensor skip = skips[level];
    if (m_Gates[level])
    {
      GatedSkip gated = m_Gates[level]->forward(features, skip);
      skip = gated.features;
      m_Maps[level] = gated.gate.detach().mean(1, true);
    }
    features = m_Decoder[level](Enlarged(features.to(skip.scalar_type()), 2, false), skip);
    skips.pop_back();
  }
  return features;
}

std::vector<at::Tensor>
UNetTransformer::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  return {m_Head->forward(Widened(Features(images)))};
}

const Convolution *
UNetTransformer::LastLayer() const
{
  return m_Head.get();
}

WeightDraw
UNetTransformer::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  return weight.dim() == 2 ? DrawTransformer(name, weight) : Net::DrawOf(name, weight, fanIn);
}

std::vector<std::pair<std::string, at::Tensor>>
UNetTransformer::AttentionMaps() const
{
  std::vector<std::pair<std::string, at::Tensor>> maps;
  for (std::size_t level = 0; level < m_Maps.size(); ++level)
  {
    if (m_Maps[level].defined())
    {
      maps.emplace_back("gates." + std::to_string(level), m_Maps[level].to(at::kFloat));
    }
  }
  return maps;
}

} // namespace vox
