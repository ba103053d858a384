// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxRecurrentBlock.h"

#include <ATen/core/grad_mode.h>

namespace vox
{
namespace
{

/** Without gradients in the memory of `own`, which nobody else reads. */
at::Tensor
Sum(const at::Tensor & own, const at::Tensor & other)
{
  return at::GradMode::is_enabled() ? own + other : own.add_(other);
}

} // namespace

RecurrentLayer::RecurrentLayer(std::int64_t channels, std::int64_t recurrences, int dimensions)
    : m_Unit(*this, PaddedShape(channels, channels), dimensions, "conv.0", "conv.1"), m_Recurrences(recurrences)
{}

at::Tensor
RecurrentLayer::forward(const at::Tensor & input) const
{
  at::Tensor state = m_Unit.forward(input);
  for (std::int64_t i = 0; i < m_Recurrences; ++i)
  {
    state = m_Unit.forward(Sum(state, input));
  }
  return state;
}

RecurrentBlock::RecurrentBlock(std::int64_t inputChannels, std::int64_t outputChannels, const R2UNetOptions & options)
    : m_Layers(register_module("RCNN", std::make_shared<ModuleList<RecurrentLayer>>())),
      m_Projection(register_module(
          "Conv_1x1", std::make_shared<Convolution>(PointShape(inputChannels, outputChannels), options.dimensions))),
      m_IsResidual(options.block == R2Block::RecurrentResidual)
{
  for (int layer = 0; layer < 2; ++layer)
  {
    m_Layers->Add(outputChannels, options.recurrences, options.dimensions);
  }
}

at::Tensor
RecurrentBlock::forward(const at::Tensor & input, const at::Tensor & other) const
{
  const at::Tensor projected = m_Projection->Convolve(input, other).features;
  at::Tensor state = projected;
  for (const auto & layer : m_Layers->Items())
  {
    state = layer->forward(state);
  }
  return m_IsResidual ? Sum(state, projected) : state;
}

ResidualPair::ResidualPair(std::int64_t inputChannels, std::int64_t outputChannels, int dimensions)
    : m_Pair(register_module("conv", MakeConvPair(outputChannels, outputChannels, dimensions))),
      m_Projection(register_module(
          "Conv_1x1", std::make_shared<Convolution>(PointShape(inputChannels, outputChannels), dimensions)))
{}

at::Tensor
ResidualPair::forward(const at::Tensor & input, const at::Tensor & other) const
{
  const at::Tensor projected = m_Projection->Convolve(input, other).features;
  return Sum(m_Pair->forward(projected, {}), projected);
}

} // namespace vox
