// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxAttentionUNet.h"

#include <fmt/format.h>

namespace vox
{

AttentionUNet::AttentionUNet(const AttentionUNetOptions & options)
    : LevelUNet(options.dimensions, SkipConnection::Concatenate, Order::SkipFirst)
{
  std::int64_t input = options.inputChannels;
  for (std::size_t level = 0; level < options.features.size(); ++level)
  {
    AddEncoder(fmt::format("Conv{}", level + 1), MakeConvPair(input, options.features[level], options.dimensions));
    input = options.features[level];
  }
  for (std::size_t level = options.features.size() - 1; level-- > 0;)
  {
    const std::int64_t channels = options.features[level];
    const std::string up = fmt::format("Up{}.up.", level + 2);
    Layer upsampling = MakeRepeating(up + "1", up + "2", options.features[level + 1], channels);
    const std::string name = fmt::format("Att{}", level + 2);
    m_Gates.emplace_back(
        name, register_module(name, std::make_shared<AttentionGate>(channels, channels / 2, options.dimensions)));
    AddDecoder(std::move(upsampling), fmt::format("Up_conv{}", level + 2),
               MakeConvPair(2 * channels, channels, options.dimensions));
  }
  SetHead("Conv_1x1", options.features.front(), options.outputChannels);
}

at::Tensor
AttentionUNet::Gated(std::size_t step, at::Tensor skip, const at::Tensor & upsampled)
{
  return m_Gates[step].second->forward(skip, upsampled);
}

std::vector<std::pair<std::string, at::Tensor>>
AttentionUNet::AttentionMaps() const
{
  std::vector<std::pair<std::string, at::Tensor>> maps;
  for (const auto & [name, gate] : m_Gates)
  {
    if (gate->Map().defined())
    {
      maps.emplace_back(name, gate->Map());
    }
  }
  return maps;
}

} // namespace vox
