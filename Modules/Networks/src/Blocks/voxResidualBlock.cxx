// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxResidualBlock.h"

#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/avg_pool3d.h>

namespace vox
{
namespace
{

ConvolutionShape
SecondShape(ConvolutionShape shape)
{
  shape.inputChannels = shape.outputChannels;
  shape.stride = {1, 1, 1};
  return shape;
}

} // namespace

ResidualBlock::ResidualBlock(const ConvolutionShape & shape, const UNetOptions & options)
    : m_Conv1(register_module("conv1", std::make_shared<ConvNorm>(shape, options))),
      m_Conv2(register_module("conv2", std::make_shared<ConvNorm>(SecondShape(shape), options)))
{
  if (shape.stride != Zyx<std::int64_t>{1, 1, 1})
  {
    m_Pool = SpatialList(shape.stride, options.dimensions);
  }
  if (shape.inputChannels != shape.outputChannels)
  {
    const ConvolutionShape projection{
        .inputChannels = shape.inputChannels, .outputChannels = shape.outputChannels, .bias = false};
    auto skip = register_module("skip", std::make_shared<torch::nn::Module>());
    m_Projection = skip->register_module(m_Pool.empty() ? "0" : "1", std::make_shared<ConvNorm>(projection, options));
  }
}

at::Tensor
ResidualBlock::forward(const at::Tensor & input) const
{
  at::Tensor residual = input;
  if (!m_Pool.empty())
  {
    residual = residual.to(at::kFloat); // torch has no average in bf16
    residual = m_Pool.size() == 3 ? at::avg_pool3d(residual, m_Pool) : at::avg_pool2d(residual, m_Pool);
    residual = residual.to(input.scalar_type());
  }
  if (m_Projection)
  {
    residual = m_Projection->ForwardLinear(residual);
  }
  return m_Conv2->ForwardResidual(m_Conv1->forward(input), residual);
}

StackedResidualBlocks::StackedResidualBlocks(std::int64_t count, ConvolutionShape first, const UNetOptions & options)
    : m_Blocks(register_module("blocks", std::make_shared<ModuleList<ResidualBlock>>()))
{
  m_Blocks->Add(first, options);
  for (std::int64_t i = 1; i < count; ++i)
  {
    m_Blocks->Add(SecondShape(first), options);
  }
}

at::Tensor
StackedResidualBlocks::forward(at::Tensor features) const
{
  for (const auto & block : m_Blocks->Items())
  {
    features = block->forward(features);
  }
  return features;
}

} // namespace vox
