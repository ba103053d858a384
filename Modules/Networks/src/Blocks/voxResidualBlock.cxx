// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxResidualBlock.h"

#include "Blocks/voxThreeAxes.h"

#include <ATen/ATen.h>

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

/** The average of boxes in bf16, of which torch has none: sums in float32, of the size of the result. */
at::Tensor
Bf16Average(const at::Tensor & input, const std::vector<std::int64_t> & box)
{
  at::Tensor sum;
  const Zyx<std::int64_t> size = ThreeAxes(box);
  const std::int64_t voxels = Product(size);
  for (std::int64_t i = 0; i < voxels; ++i)
  {
    const Zyx<std::int64_t> offset{i / (size.y * size.x), i / size.x % size.y, i % size.x};
    at::Tensor part = input;
    for (std::size_t axis = 0; axis < box.size(); ++axis)
    {
      const std::int64_t first = offset[axis + 3 - box.size()];
      const auto dimension = static_cast<std::int64_t>(axis) + 2;
      const std::int64_t whole = input.size(dimension) / box[axis] * box[axis];
      part = part.slice(dimension, first, whole, box[axis]);
    }
    sum = sum.defined() ? sum.add_(part) : part.to(at::kFloat);
  }
  return sum.div_(static_cast<double>(voxels)).to(at::kBFloat16);
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
    residual = input.scalar_type() == at::kBFloat16 ? Bf16Average(input, m_Pool)
               : m_Pool.size() == 3                 ? at::avg_pool3d(input, m_Pool)
                                                    : at::avg_pool2d(input, m_Pool);
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
