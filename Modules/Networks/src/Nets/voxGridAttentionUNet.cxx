// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxGridAttentionUNet.h"

#include "Blocks/voxRegisterAt.h"
#include "Blocks/voxResampling.h"

#include <ATen/ops/cat.h>

#include <fmt/format.h>

namespace vox
{
namespace
{

std::shared_ptr<LevelBlock>
MakeBlock(std::int64_t inputChannels, std::int64_t outputChannels, int dimensions)
{
  const ConvPairShape shape{
      .inputChannels = inputChannels, .middleChannels = outputChannels, .outputChannels = outputChannels};
  return std::make_shared<ConvPair>(shape, dimensions, ConvPairNames{"conv1.0", "conv1.1", "conv2.0", "conv2.1"});
}

std::string
GateName(std::size_t level)
{
  return fmt::format("attentionblock{}", level + 1);
}

} // namespace

GridAttentionUNet::GridAttentionUNet(const GridAttentionUNetOptions & options)
{
  AddEncoder(options);
  m_GatingSignal.emplace(*this, PointShape(options.features.back(), options.features.back()), options.dimensions,
                         "gating.conv1.0", "gating.conv1.1");
  AddGates(options);
  AddDecoder(options);
  const auto levels = static_cast<std::int64_t>(m_Classifiers.size());
  m_Fusion = register_module(
      "final", std::make_shared<Convolution>(PointShape(levels * options.outputChannels, options.outputChannels),
                                             options.dimensions));
}

void
GridAttentionUNet::AddEncoder(const GridAttentionUNetOptions & options)
{
  std::int64_t input = options.inputChannels;
  for (std::size_t level = 0; level < options.features.size(); ++level)
  {
    const std::string name = level + 1 == options.features.size() ? "center" : fmt::format("conv{}", level + 1);
    m_Encoder.push_back(register_module(name, MakeBlock(input, options.features[level], options.dimensions)));
    input = options.features[level];
  }
}

void
GridAttentionUNet::AddGates(const GridAttentionUNetOptions & options)
{
  for (std::size_t level = 1; level + 1 < options.features.size(); ++level)
  {
    m_Gates.push_back(register_module(
        GateName(level),
        std::make_shared<GridAttentionGate>(options.features[level], options.features[level + 1], options.dimensions)));
  }
}

void
GridAttentionUNet::AddDecoder(const GridAttentionUNetOptions & options)
{
  const std::size_t steps = options.features.size() - 1;
  m_Decoder.resize(steps);
  m_Classifiers.resize(steps);
  for (std::size_t level = steps; level-- > 0;)
  {
    const std::int64_t channels = options.features[level];
    m_Decoder[level] = RegisterAt(*this, fmt::format("up_concat{}.conv", level + 1),
                                  MakeBlock(channels + options.features[level + 1], channels, options.dimensions));
  }
  for (std::size_t level = steps; level-- > 0;)
  {
    m_Classifiers[level] = RegisterAt(
        *this, level == 0 ? "dsv1" : fmt::format("dsv{}.dsv.0", level + 1),
        std::make_shared<Convolution>(PointShape(options.features[level], options.outputChannels), options.dimensions));
  }
}

std::vector<at::Tensor>
GridAttentionUNet::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  return {m_Fusion->forward(Features(images))};
}

at::Tensor
GridAttentionUNet::Features(const at::Tensor & images)
{
  std::vector<at::Tensor> skips;
  at::Tensor current = images;
  for (const auto & block : m_Encoder)
  {
    if (!skips.empty() || block != m_Encoder.front())
    {
      current = HalveByMaximum(current);
    }
    current = block->forward(current, {});
    skips.push_back(current);
  }
  skips.pop_back();
  std::vector<at::Tensor> classes(m_Decoder.size());
  at::Tensor signal = m_GatingSignal->forward(current);
  for (std::size_t level = m_Decoder.size(); level-- > 0;)
  {
    at::Tensor skip = skips[level];
    if (level > 0) // the finest skip is not gated
    {
      skip = m_Gates[level - 1]->forward(skip, signal);
    }
    current = m_Decoder[level]->forward(skip, Enlarged(current, 2, false));
    signal = current;
    const at::Tensor scores = m_Classifiers[level]->forward(current.to(at::kFloat));
    classes[level] = level == 0 ? scores : Enlarged(scores, std::int64_t{1} << level, false);
  }
  return at::cat(classes, 1);
}

const Convolution *
GridAttentionUNet::LastLayer() const
{
  return m_Fusion.get();
}

WeightDraw
GridAttentionUNet::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  return weight.dim() > 1 ? DrawKaimingNormal(fanIn, 0.0) : DrawAsTorch(name, fanIn);
}

std::vector<std::pair<std::string, at::Tensor>>
GridAttentionUNet::AttentionMaps() const
{
  std::vector<std::pair<std::string, at::Tensor>> maps;
  for (std::size_t level = m_Gates.size(); level > 0; --level)
  {
    if (const at::Tensor & map = m_Gates[level - 1]->Map(); map.defined())
    {
      maps.emplace_back(GateName(level), map);
    }
  }
  return maps;
}

} // namespace vox
