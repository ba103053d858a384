// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxSwinBlock.h"

#include "Blocks/voxRegisterAt.h"
#include "Blocks/voxTransformerLayer.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

/** The place of each token of a window, x fastest, in a table of all offsets. */
at::Tensor
PlacesInTable(std::int64_t windowSize, int dimensions)
{
  at::Tensor places = at::zeros({1}, at::kLong);
  for (int axis = 0; axis < dimensions; ++axis)
  {
    places = ((2 * windowSize - 1) * places.unsqueeze(1) + at::arange(windowSize, at::kLong)).flatten();
  }
  return places;
}

std::int64_t
TableSize(const SwinShape & shape)
{
  std::int64_t size = 1;
  for (int axis = 0; axis < shape.dimensions; ++axis)
  {
    size *= 2 * shape.windowSize - 1;
  }
  return size;
}

} // namespace

WindowAttention::WindowAttention(const SwinShape & shape)
    : m_Table(register_parameter("relative_position_bias_table", at::empty({TableSize(shape), shape.heads}))),
      m_Places(PlacesInTable(shape.windowSize, shape.dimensions)),
      m_QueryKeyValue(register_module("qkv", std::make_shared<Linear>(shape.channels, 3 * shape.channels))),
      m_Projection(register_module("proj", std::make_shared<Linear>(shape.channels, shape.channels))),
      m_Heads(register_module("heads", std::make_shared<AttentionHeads>(shape.heads)))
{}

at::Tensor
WindowAttention::Bias(std::int64_t tokens) const
{
  const at::Tensor places = m_Places.slice(0, 0, tokens);
  const at::Tensor offsets = places.unsqueeze(1) - places.unsqueeze(0) + m_Table.size(0) / 2;
  return m_Table.index({offsets.flatten()})
      .view({tokens, tokens, m_Heads->Count()})
      .permute({2, 0, 1})
      .contiguous()
      .unsqueeze(0);
}

at::Tensor
WindowAttention::forward(const at::Tensor & tokens, const WindowPlan & plan) const
{
  const at::Tensor windows = m_QueryKeyValue->forward(tokens).unflatten(0, {-1, plan.tokens});
  const at::Tensor bias = Bias(plan.tokens);
  std::vector<at::Tensor> attended;
  std::int64_t begin = 0;
  for (const WindowGroup & group : plan.groups)
  {
    const at::Tensor mask = group.mask.defined() ? bias + group.mask.to(bias.device()) : bias;
    attended.push_back(m_Heads->ForwardFused(windows.narrow(0, begin, group.windows), mask).flatten(0, 1));
    begin += group.windows;
  }
  return m_Projection->forward(attended.size() == 1 ? attended.front() : at::cat(attended));
}

SwinBlock::SwinBlock(const SwinShape & shape)
    : m_Norm1(register_module("norm1", std::make_shared<LayerNorm>(shape.channels))),
      m_Attention(register_module("attn", std::make_shared<WindowAttention>(shape))),
      m_Norm2(register_module("norm2", std::make_shared<LayerNorm>(shape.channels))),
      m_First(RegisterAt(*this, "mlp.linear1", std::make_shared<Linear>(shape.channels, 4 * shape.channels))),
      m_Second(RegisterAt(*this, "mlp.linear2", std::make_shared<Linear>(4 * shape.channels, shape.channels)))
{}

at::Tensor
SwinBlock::forward(const at::Tensor & tokens, const WindowPlan & plan) const
{
  const at::Tensor windows = GatherRows(m_Norm1->forward(tokens), plan.intoWindows);
  const at::Tensor attended = tokens + GatherRows(m_Attention->forward(windows, plan), plan.ontoGrid);
  return Perceptron(*m_First, *m_Second, m_Norm2->forward(attended)).add_(attended);
}

SwinStage::SwinStage(const SwinShape & shape, std::int64_t depth)
    : m_Blocks(register_module("blocks", std::make_shared<ModuleList<SwinBlock>>())), m_WindowSize(shape.windowSize)
{
  for (std::int64_t block = 0; block < depth; ++block)
  {
    m_Blocks->Add(shape);
  }
}

at::Tensor
SwinStage::forward(const at::Tensor & grid) const
{
  const at::IntArrayRef gridSize = grid.sizes().slice(1, static_cast<std::size_t>(grid.dim() - 2));
  at::Tensor tokens = grid.flatten(0, -2);
  for (std::size_t block = 0; block < m_Blocks->Items().size(); ++block)
  {
    const WindowPlan plan = PlanWindows(grid.size(0), gridSize, m_WindowSize, block % 2 == 1);
    tokens = m_Blocks->Items()[block]->forward(tokens, plan);
  }
  return tokens.view(grid.sizes());
}

} // namespace vox
