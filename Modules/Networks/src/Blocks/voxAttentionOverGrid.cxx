// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxAttentionOverGrid.h"

#include "Blocks/voxAttention.h"
#include "Blocks/voxRegisterAt.h"
#include "Blocks/voxResampling.h"

#include <ATen/ATen.h>

#include <cmath>
#include <vector>

namespace vox
{
namespace
{

std::shared_ptr<Linear>
WithoutBias(std::int64_t channels)
{
  return std::make_shared<Linear>(channels, channels, false);
}

ConvolutionShape
OneVoxel(std::int64_t inputs, std::int64_t outputs)
{
  return {.inputChannels = inputs, .outputChannels = outputs, .bias = false};
}

at::Tensor
MaxHalve(const at::Tensor & features)
{
  return features.dim() == 5 ? at::max_pool3d(features, {2, 2, 2}) : at::max_pool2d(features, {2, 2});
}

at::Tensor
TokensWithPlaces(const at::Tensor & features)
{
  return TokensOf(features) + PlaceCode(features.sizes().slice(2), features.size(1)).to(features.device());
}

} // namespace

at::Tensor
PlaceCode(at::IntArrayRef gridSize, std::int64_t channels)
{
  const auto axes = static_cast<std::int64_t>(gridSize.size());
  std::vector<std::int64_t> sizes = gridSize.vec();
  sizes.push_back(channels);
  const at::Tensor code = at::empty(sizes);
  for (std::int64_t channel = 0; channel < channels; ++channel)
  {
    const std::int64_t axis = channel % axes;
    const std::int64_t wave = channel / axes;
    const double exponent = static_cast<double>(2 * (wave / 2) * axes) / static_cast<double>(channels);
    const at::Tensor phase =
        at::arange(gridSize[static_cast<std::size_t>(axis)], at::kDouble) * std::pow(10000.0, -exponent);
    std::vector<std::int64_t> along(static_cast<std::size_t>(axes), 1);
    along[static_cast<std::size_t>(axis)] = -1;
    code.select(-1, channel).copy_((wave % 2 == 0 ? at::sin(phase) : at::cos(phase)).view(along));
  }
  return code.flatten(0, -2).unsqueeze(0);
}

GridSelfAttention::GridSelfAttention(std::int64_t channels, std::int64_t heads)
    : m_Query(register_module("query", WithoutBias(channels))),
      m_Key(register_module("key", WithoutBias(channels))),
      m_Value(register_module("value", WithoutBias(channels))),
      m_Heads(register_module("heads", std::make_shared<AttentionHeads>(heads)))
{}

at::Tensor
GridSelfAttention::forward(const at::Tensor & features) const
{
  const at::Tensor tokens = TokensWithPlaces(features);
  return FeaturesOf(m_Heads->forward(m_Query->forward(tokens), m_Key->forward(tokens), m_Value->forward(tokens)),
                    features.sizes().slice(2));
}

GridCrossAttention::GridCrossAttention(std::int64_t coarseChannels, std::int64_t skipChannels, std::int64_t heads,
                                       int dimensions)
    : m_Coarse(*this, "coarse.0", "coarse.1", OneVoxel(coarseChannels, skipChannels), dimensions),
      m_Skip(*this, "skip.0", "skip.1", OneVoxel(skipChannels, skipChannels), dimensions),
      m_Query(register_module("query", WithoutBias(skipChannels))),
      m_Key(register_module("key", WithoutBias(skipChannels))),
      m_Value(register_module("value", WithoutBias(skipChannels))),
      m_Gate(
          RegisterAt(*this, "gate.0", std::make_shared<Convolution>(OneVoxel(skipChannels, skipChannels), dimensions))),
      m_GateNorm(RegisterAt(*this, "gate.1", std::make_shared<BatchNorm>(skipChannels))),
      m_Heads(register_module("heads", std::make_shared<AttentionHeads>(heads)))
{}

GatedSkip
GridCrossAttention::forward(const at::Tensor & coarse, const at::Tensor & skip) const
{
  const at::Tensor asking = TokensWithPlaces(m_Coarse(coarse));
  const at::Tensor asked = TokensWithPlaces(m_Skip(MaxHalve(skip)));
  const at::Tensor answer =
      FeaturesOf(m_Heads->forward(m_Query->forward(asking), m_Key->forward(asking), m_Value->forward(asked)),
                 coarse.sizes().slice(2));
  const at::Tensor gate = at::sigmoid(m_GateNorm->forward(m_Gate->Convolve(answer, {})));
  GatedSkip result;
  result.gate = Interpolated(gate.to(skip.scalar_type()), skip.sizes().slice(2), false);
  result.features = skip * result.gate;
  return result;
}

} // namespace vox
