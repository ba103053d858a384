// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxDiffusionNet.h"

#include "Blocks/voxRegisterAt.h"
#include "Blocks/voxResampling.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/zeros.h>

#include <fmt/format.h>

namespace vox
{
namespace
{

std::shared_ptr<Convolution>
ConvThree(std::int64_t inputChannels, std::int64_t outputChannels, std::int64_t stride, int dimensions)
{
  const ConvolutionShape shape{.inputChannels = inputChannels,
                               .outputChannels = outputChannels,
                               .kernelSize = {3, 3, 3},
                               .stride = {stride, stride, stride}};
  return std::make_shared<Convolution>(shape, dimensions);
}

} // namespace

at::Tensor
DiffusionLevel::Apply(std::size_t i, const at::Tensor & features, const at::Tensor & time,
                      const at::Tensor & context) const
{
  const at::Tensor made = blocks[i]->forward(features, time);
  return attentions.empty() ? made : attentions[i]->forward(made, context);
}

DiffusionNet::DiffusionNet(const DiffusionUNetOptions & options)
    : m_First(RegisterAt(*this, "conv_in.conv",
                         ConvThree(options.inputChannels, options.channels.front(), 1, options.dimensions))),
      m_TimeChannels(options.channels.front())
{
  m_FirstTime = RegisterAt(*this, "time_embed.0", std::make_shared<Linear>(m_TimeChannels, 4 * m_TimeChannels));
  m_SecondTime = RegisterAt(*this, "time_embed.2", std::make_shared<Linear>(4 * m_TimeChannels, 4 * m_TimeChannels));
  MakeWayDown(options);
  const std::int64_t bottom = options.channels.back();
  m_Middle.blocks.push_back(
      RegisterAt(*this, "middle_block.resnet_1", std::make_shared<DiffusionResBlock>(bottom, bottom, options)));
  m_Middle.attentions.push_back(
      RegisterAt(*this, "middle_block.attention", MakeDiffusionAttention(options.channels.size() - 1, options)));
  m_Middle.blocks.push_back(
      RegisterAt(*this, "middle_block.resnet_2", std::make_shared<DiffusionResBlock>(bottom, bottom, options)));
  MakeWayUp(options);
  m_LastNorm =
      RegisterAt(*this, "out.0", std::make_shared<GroupNorm>(m_TimeChannels, options.normGroups, options.normEps));
  m_Last = RegisterAt(*this, "out.2.conv", ConvThree(m_TimeChannels, options.outputChannels, 1, options.dimensions));
}

void
DiffusionNet::MakeWayDown(const DiffusionUNetOptions & options)
{
  std::int64_t channels = options.channels.front();
  for (std::size_t level = 0; level < options.channels.size(); ++level)
  {
    const std::string path = fmt::format("down_blocks.{}.", level);
    DiffusionLevel & made = m_Down.emplace_back();
    for (std::int64_t block = 0; block < options.residualBlocks[level]; ++block)
    {
      if (options.attention[level])
      {
        made.attentions.push_back(
            RegisterAt(*this, fmt::format("{}attentions.{}", path, block), MakeDiffusionAttention(level, options)));
      }
      made.blocks.push_back(
          RegisterAt(*this, fmt::format("{}resnets.{}", path, block),
                     std::make_shared<DiffusionResBlock>(channels, options.channels[level], options)));
      channels = options.channels[level];
    }
    if (level + 1 < options.channels.size())
    {
      made.resampling =
          RegisterAt(*this, path + "downsampler.op.conv", ConvThree(channels, channels, 2, options.dimensions));
    }
  }
}

void
DiffusionNet::MakeWayUp(const DiffusionUNetOptions & options)
{
  std::int64_t channels = options.channels.back();
  for (std::size_t level = options.channels.size(); level-- > 0;)
  {
    const std::string path = fmt::format("up_blocks.{}.", m_Up.size());
    DiffusionLevel & made = m_Up.emplace_back();
    const std::int64_t own = options.channels[level];
    const std::int64_t blocks = options.residualBlocks[level] + 1;
    for (std::int64_t block = 0; block < blocks; ++block)
    {
      // The last skip of a level is what led to it, of the channels of the level above.
      const std::int64_t skip = block + 1 < blocks || level == 0 ? own : options.channels[level - 1];
      if (options.attention[level])
      {
        made.attentions.push_back(
            RegisterAt(*this, fmt::format("{}attentions.{}", path, block), MakeDiffusionAttention(level, options)));
      }
      made.blocks.push_back(RegisterAt(*this, fmt::format("{}resnets.{}", path, block),
                                       std::make_shared<DiffusionResBlock>(channels + skip, own, options)));
      channels = own;
    }
    if (level > 0)
    {
      made.resampling = RegisterAt(*this, path + "upsampler.postconv.conv", ConvThree(own, own, 1, options.dimensions));
    }
  }
}

at::Tensor
DiffusionNet::Predict(const at::Tensor & noisy, const at::Tensor & timesteps, const at::Tensor & context) const
{
  const at::Tensor waves = TimestepWaves(timesteps, m_TimeChannels);
  const at::Tensor time = at::silu(m_SecondTime->forward(at::silu(m_FirstTime->forward(waves))));
  at::Tensor current = m_First->Convolve(noisy, {}).features;
  std::vector<at::Tensor> skips{current};
  for (const DiffusionLevel & level : m_Down)
  {
    for (std::size_t block = 0; block < level.blocks.size(); ++block)
    {
      current = level.Apply(block, current, time, context);
      skips.push_back(current);
    }
    if (level.resampling)
    {
      current = level.resampling->Convolve(current, {}).features;
      skips.push_back(current);
    }
  }
  current = m_Middle.Apply(0, current, time, context);
  current = m_Middle.blocks[1]->forward(current, time);
  for (const DiffusionLevel & level : m_Up)
  {
    for (std::size_t block = 0; block < level.blocks.size(); ++block)
    {
      current = level.Apply(block, at::cat({current, skips.back()}, 1), time, context);
      skips.pop_back();
    }
    if (level.resampling)
    {
      current = level.resampling->Convolve(DoubleByRepeating(current), {}).features;
    }
  }
  return m_Last->Convolve(NormedSilu(*m_LastNorm, current).to(at::kFloat), {}).features;
}

std::vector<at::Tensor>
DiffusionNet::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  return {Predict(images, at::zeros({images.size(0)}, images.options()), {})};
}

WeightDraw
DiffusionNet::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  const auto isOf = [&](std::string_view layer) { return name.find(layer) != std::string_view::npos; };
  if (isOf(".conv2.conv.") || isOf(".proj_out.conv.") || name.starts_with("out.2.conv."))
  {
    return {WeightDraw::Kind::Constant, 0.0};
  }
  return Net::DrawOf(name, weight, fanIn);
}

} // namespace vox
