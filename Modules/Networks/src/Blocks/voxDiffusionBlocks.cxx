// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxDiffusionBlocks.h"

#include "Blocks/voxAttention.h"
#include "Blocks/voxRegisterAt.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/sin.h>

#include <cmath>

namespace vox
{
namespace
{

constexpr double kAttentionEps = 1e-6;

std::shared_ptr<Convolution>
MakeConv(std::int64_t inputChannels, std::int64_t outputChannels, std::int64_t kernel, int dimensions)
{
  const ConvolutionShape shape{
      .inputChannels = inputChannels, .outputChannels = outputChannels, .kernelSize = {kernel, kernel, kernel}};
  return std::make_shared<Convolution>(shape, dimensions);
}

} // namespace

at::Tensor
TimestepWaves(const at::Tensor & timesteps, std::int64_t channels)
{
  const std::int64_t half = channels / 2;
  const at::Tensor places = at::arange(half, timesteps.options().dtype(at::kFloat));
  const at::Tensor frequencies = at::exp(places * (-std::log(10000.0)) / static_cast<double>(half));
  const at::Tensor angles = timesteps.to(at::kFloat).unsqueeze(1) * frequencies.unsqueeze(0);
  return at::cat({at::cos(angles), at::sin(angles)}, 1);
}

at::Tensor
AddTo(const at::Tensor & features, const at::Tensor & added)
{
  return at::GradMode::is_enabled() ? features + added : features.add_(added);
}

at::Tensor
NormedSilu(const GroupNorm & norm, const at::Tensor & features)
{
  at::Tensor normed = norm.ForwardKeeping(features);
  return at::GradMode::is_enabled() ? at::silu(normed) : at::silu_(normed);
}

DiffusionResBlock::DiffusionResBlock(std::int64_t inputChannels, std::int64_t outputChannels,
                                     const DiffusionUNetOptions & options)
    : m_FirstNorm(
          register_module("norm1", std::make_shared<GroupNorm>(inputChannels, options.normGroups, options.normEps))),
      m_First(RegisterAt(*this, "conv1.conv", MakeConv(inputChannels, outputChannels, 3, options.dimensions))),
      m_Time(register_module("time_emb_proj", std::make_shared<Linear>(4 * options.channels.front(), outputChannels))),
      m_SecondNorm(
          register_module("norm2", std::make_shared<GroupNorm>(outputChannels, options.normGroups, options.normEps))),
      m_Second(RegisterAt(*this, "conv2.conv", MakeConv(outputChannels, outputChannels, 3, options.dimensions)))
{
  if (inputChannels != outputChannels)
  {
    m_Projection =
        RegisterAt(*this, "skip_connection.conv", MakeConv(inputChannels, outputChannels, 1, options.dimensions));
  }
}

at::Tensor
DiffusionResBlock::forward(const at::Tensor & input, const at::Tensor & time) const
{
  const at::Tensor first = m_First->Convolve(NormedSilu(*m_FirstNorm, input), {}).features;
  std::vector<std::int64_t> perChannel(static_cast<std::size_t>(input.dim()), 1);
  perChannel[0] = first.size(0);
  perChannel[1] = first.size(1);
  const at::Tensor timed = AddTo(first, m_Time->forward(time).view(perChannel));
  const at::Tensor second = m_Second->Convolve(NormedSilu(*m_SecondNorm, timed), {}).features;
  return AddTo(second, m_Projection ? m_Projection->Convolve(input, {}).features : input);
}

VoxelAttention::VoxelAttention(std::int64_t channels, std::int64_t heads, const DiffusionUNetOptions & options)
    : m_Norm(register_module("norm", std::make_shared<GroupNorm>(channels, options.normGroups, kAttentionEps))),
      m_Attention(register_module("attn", std::make_shared<ProjectedAttention>(channels, channels, heads, true)))
{}

at::Tensor
VoxelAttention::forward(const at::Tensor & features, const at::Tensor & /*context*/) const
{
  const at::Tensor tokens = TokensOf(m_Norm->ForwardKeeping(features));
  return AddTo(FeaturesOf(m_Attention->forward(tokens, tokens), features.sizes().slice(2)), features);
}

VoxelTransformer::VoxelTransformer(std::int64_t channels, std::int64_t heads, const DiffusionUNetOptions & options)
    : m_Norm(register_module("norm", std::make_shared<GroupNorm>(channels, options.normGroups, kAttentionEps))),
      m_Before(RegisterAt(*this, "proj_in.conv", MakeConv(channels, channels, 1, options.dimensions))),
      m_Layers(register_module("transformer_blocks", std::make_shared<ModuleList<ContextTransformerLayer>>())),
      m_After(RegisterAt(*this, "proj_out.conv", MakeConv(channels, channels, 1, options.dimensions)))
{
  for (std::int64_t layer = 0; layer < options.transformerLayers; ++layer)
  {
    m_Layers->Add(channels, options.contextChannels, heads);
  }
}

at::Tensor
VoxelTransformer::forward(const at::Tensor & features, const at::Tensor & context) const
{
  at::Tensor tokens = TokensOf(m_Before->Convolve(m_Norm->ForwardKeeping(features), {}).features);
  for (const auto & layer : m_Layers->Items())
  {
    tokens = layer->forward(tokens, context);
  }
  return AddTo(m_After->Convolve(FeaturesOf(tokens, features.sizes().slice(2)), {}).features, features);
}

std::shared_ptr<DiffusionAttention>
MakeDiffusionAttention(std::size_t level, const DiffusionUNetOptions & options)
{
  const std::int64_t channels = options.channels[level];
  const std::int64_t heads = channels / options.headChannels[level];
  if (options.contextChannels == 0)
  {
    return std::make_shared<VoxelAttention>(channels, heads, options);
  }
  return std::make_shared<VoxelTransformer>(channels, heads, options);
}

} // namespace vox
