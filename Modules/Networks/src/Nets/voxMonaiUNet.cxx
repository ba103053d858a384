// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxMonaiUNet.h"

#include "Blocks/voxRegisterAt.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>

namespace vox
{
namespace
{

MonaiAdnShape
AdnOf(const MonaiUNetOptions & options)
{
  return {.norm = options.norm,
          .negativeSlope = options.activation == MonaiActivation::Relu ? std::optional(0.0) : std::nullopt,
          .dropout = options.dropout};
}

/** A residual unit or, without such, a convolution. */
std::shared_ptr<MonaiUnit>
MakeDown(const MonaiUNetOptions & options, std::int64_t inputChannels, std::int64_t outputChannels,
         const Zyx<std::int64_t> & stride)
{
  const ConvolutionShape shape{.inputChannels = inputChannels,
                               .outputChannels = outputChannels,
                               .kernelSize = options.kernelSize,
                               .stride = stride,
                               .bias = options.bias};
  if (options.residualUnits > 0)
  {
    return std::make_shared<MonaiResidualUnit>(shape, AdnOf(options), options.residualUnits, options.dimensions);
  }
  return std::make_shared<MonaiConvolution>(shape, AdnOf(options), options.dimensions);
}

bool
KeepsSize(const Zyx<std::int64_t> & stride, int dimensions)
{
  return stride.y == 1 && stride.x == 1 && (dimensions == 2 || stride.z == 1);
}

} // namespace

MonaiResidualUnit::MonaiResidualUnit(ConvolutionShape shape, const std::optional<MonaiAdnShape> & adn,
                                     std::int64_t count, int dimensions)
{
  ConvolutionShape residual = shape;
  for (std::int64_t i = 0; i < count; ++i)
  {
    m_Units.push_back(
        RegisterAt(*this, "conv.unit" + std::to_string(i), std::make_shared<MonaiConvolution>(shape, adn, dimensions)));
    shape.inputChannels = shape.outputChannels;
    shape.stride = {1, 1, 1};
  }
  const bool keepsSize = KeepsSize(residual.stride, dimensions);
  if (!keepsSize || residual.inputChannels != residual.outputChannels)
  {
    if (keepsSize) // only the channels change
    {
      residual.kernelSize = {1, 1, 1};
    }
    m_Residual = register_module("residual", std::make_shared<Convolution>(residual, dimensions));
  }
}

at::Tensor
MonaiResidualUnit::forward(const at::Tensor & input) const
{
  at::Tensor features = input;
  for (const auto & unit : m_Units)
  {
    features = unit->forward(features);
  }
  const at::Tensor residual = m_Residual ? m_Residual->Convolve(input, {}).features : input;
  return at::GradMode::is_enabled() ? features + residual : features.add_(residual);
}

MonaiUNetLevel::MonaiUNetLevel(const MonaiUNetOptions & options, std::size_t level, std::int64_t inputChannels,
                               std::int64_t outputChannels)
{
  const std::int64_t channels = options.channels[level];
  const std::int64_t channelsBelow = options.channels[level + 1];
  const bool isFinest = level == 0;
  const bool isLast = level + 2 == options.channels.size();
  m_Down = register_module("0", MakeDown(options, inputChannels, channels, options.strides[level]));
  m_Below = RegisterAt<MonaiUnit>(*this, "1.submodule",
                                  isLast ? MakeDown(options, channels, channelsBelow, {1, 1, 1})
                                         : std::make_shared<MonaiUNetLevel>(options, level + 1, channels, channels));

  const std::optional<MonaiAdnShape> adn = AdnOf(options);
  const ConvolutionShape up{.inputChannels = channels + (isLast ? channelsBelow : channels),
                            .outputChannels = outputChannels,
                            .kernelSize = options.upKernelSize,
                            .stride = options.strides[level],
                            .bias = options.bias};
  if (options.residualUnits == 0)
  {
    m_Up = register_module("2",
                           std::make_shared<MonaiUpConvolution>(up, isFinest ? std::nullopt : adn, options.dimensions));
    return;
  }
  m_Up = RegisterAt(*this, "2.0", std::make_shared<MonaiUpConvolution>(up, adn, options.dimensions));
  const ConvolutionShape unit{.inputChannels = outputChannels,
                              .outputChannels = outputChannels,
                              .kernelSize = options.kernelSize,
                              .bias = options.bias};
  m_UpUnit = RegisterAt<MonaiUnit>(
      *this, "2.1", std::make_shared<MonaiResidualUnit>(unit, isFinest ? std::nullopt : adn, 1, options.dimensions));
}

at::Tensor
MonaiUNetLevel::forward(const at::Tensor & input) const
{
  const at::Tensor skip = m_Down->forward(input);
  const at::Tensor features = m_Up->forward(at::cat({skip, m_Below->forward(skip)}, 1));
  return m_UpUnit ? m_UpUnit->forward(features) : features;
}

MonaiUNet::MonaiUNet(const MonaiUNetOptions & options)
    : m_Model(register_module(
          "model", std::make_shared<MonaiUNetLevel>(options, 0, options.inputChannels, options.outputChannels)))
{}

std::vector<at::Tensor>
MonaiUNet::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  return {m_Model->forward(images)};
}

} // namespace vox
