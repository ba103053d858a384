// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxMonaiSegResNet.h"

#include "Blocks/voxRegisterAt.h"
#include "Blocks/voxResampling.h"
#include "Blocks/voxWidened.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/feature_dropout.h>

#include <fmt/format.h>

#include <utility>

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
                               .stride = {stride, stride, stride},
                               .bias = false};
  return std::make_shared<Convolution>(shape, dimensions);
}

/** `features` are nobody else's. */
at::Tensor
Sum(const at::Tensor & features, const at::Tensor & added)
{
  return at::GradMode::is_enabled() ? features + added : features.add_(added);
}

} // namespace

MonaiResBlock::MonaiResBlock(std::int64_t channels, const MonaiSegResNetOptions & options)
    : m_FirstNorm(register_module("norm1", std::make_shared<GroupNorm>(channels, options.normGroups))),
      m_SecondNorm(register_module("norm2", std::make_shared<GroupNorm>(channels, options.normGroups))),
      m_First(RegisterAt(*this, "conv1.conv", ConvThree(channels, channels, 1, options.dimensions))),
      m_Second(RegisterAt(*this, "conv2.conv", ConvThree(channels, channels, 1, options.dimensions)))
{}

at::Tensor
MonaiResBlock::forward(const at::Tensor & input) const
{
  const ConvolvedFeatures first = m_First->Convolve(m_FirstNorm->ForwardKeeping(input, 0.0), {});
  return Sum(m_Second->Convolve(m_SecondNorm->forward(first, {}, 0.0), {}).features, input);
}

MonaiSegResNet::MonaiSegResNet(const MonaiSegResNetOptions & options)
    : m_First(RegisterAt(*this, "convInit.conv",
                         ConvThree(options.inputChannels, options.initialFilters, 1, options.dimensions))),
      m_Dropout(options.dropout)
{
  const std::size_t levels = options.blocksDown.size();
  const auto channelsOf = [&](std::size_t level) { return options.initialFilters << level; };
  for (std::size_t level = 0; level < levels; ++level)
  {
    if (level > 0)
    {
      m_Down.push_back(RegisterAt(*this, fmt::format("down_layers.{}.0.conv", level),
                                  ConvThree(channelsOf(level - 1), channelsOf(level), 2, options.dimensions)));
    }
    m_DownBlocks.emplace_back();
    for (std::int64_t block = 1; block <= options.blocksDown[level]; ++block)
    {
      m_DownBlocks.back().push_back(RegisterAt(*this, fmt::format("down_layers.{}.{}", level, block),
                                               std::make_shared<MonaiResBlock>(channelsOf(level), options)));
    }
  }
  for (std::size_t step = 0; step + 1 < levels; ++step)
  {
    m_UpBlocks.emplace_back();
    for (std::int64_t block = 0; block < options.blocksUp[step]; ++block)
    {
      m_UpBlocks.back().push_back(RegisterAt(*this, fmt::format("up_layers.{}.{}", step, block),
                                             std::make_shared<MonaiResBlock>(channelsOf(levels - 2 - step), options)));
    }
  }
  for (std::size_t step = 0; step + 1 < levels; ++step)
  {
    const std::size_t level = levels - 2 - step;
    const ConvolutionShape shape{
        .inputChannels = channelsOf(level + 1), .outputChannels = channelsOf(level), .bias = false};
    m_Up.push_back(RegisterAt(*this, fmt::format("up_samples.{}.0.conv", step),
                              std::make_shared<Convolution>(shape, options.dimensions)));
  }
  m_LastNorm =
      RegisterAt(*this, "conv_final.0", std::make_shared<GroupNorm>(options.initialFilters, options.normGroups));
  const ConvolutionShape last{.inputChannels = options.initialFilters, .outputChannels = options.outputChannels};
  m_Last = RegisterAt(*this, "conv_final.2.conv", std::make_shared<Convolution>(last, options.dimensions));
}

std::vector<at::Tensor>
MonaiSegResNet::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  return {m_Last->forward(Widened(Features(images)))};
}

at::Tensor
MonaiSegResNet::Features(const at::Tensor & images)
{
  at::Tensor current = m_First->Convolve(images, {}).features;
  if (m_Dropout > 0.0 && is_training())
  {
    current = at::feature_dropout(current, m_Dropout, true);
  }
  std::vector<at::Tensor> skips;
  for (std::size_t level = 0; level < m_DownBlocks.size(); ++level)
  {
    if (level > 0)
    {
      skips.push_back(current);
      current = m_Down[level - 1]->Convolve(current, {}).features;
    }
    for (const auto & block : m_DownBlocks[level])
    {
      current = block->forward(current);
    }
  }
  for (std::size_t step = 0; step < m_UpBlocks.size(); ++step)
  {
    current = Sum(Enlarged(m_Up[step]->Convolve(current, {}).features, 2, false), skips.back());
    skips.pop_back();
    for (const auto & block : m_UpBlocks[step])
    {
      current = block->forward(current);
    }
  }
  return m_LastNorm->forward({current, {}}, {}, 0.0);
}

const Convolution *
MonaiSegResNet::LastLayer() const
{
  return m_Last.get();
}

} // namespace vox
