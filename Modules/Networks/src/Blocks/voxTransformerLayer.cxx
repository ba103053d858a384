// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxTransformerLayer.h"

#include "Blocks/voxRegisterAt.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace vox
{
namespace
{

at::Tensor
Activated(const Linear & layer, const at::Tensor & tokens)
{
  at::Tensor hidden = layer.forward(tokens);
  return at::GradMode::is_enabled() ? at::gelu(hidden) : at::gelu_(hidden);
}

} // namespace

at::Tensor
Perceptron(const Linear & first, const Linear & second, const at::Tensor & tokens)
{
  return second.forward(Activated(first, tokens));
}

TransformerLayer::TransformerLayer(const TransformerShape & shape, const TransformerNames & names)
    : m_Heads(register_module("heads", std::make_shared<AttentionHeads>(shape.heads))), m_Dropout(shape.dropout)
{
  const auto linear = [&](const std::string & name, std::int64_t inputs, std::int64_t outputs, bool bias = true) {
    return RegisterAt(*this, name, std::make_shared<Linear>(inputs, outputs, bias));
  };
  const std::int64_t channels = shape.channels;
  m_Norm1 = RegisterAt(*this, names.norm1, std::make_shared<LayerNorm>(channels, shape.normEps));
  if (!names.queryKeyValue.empty())
  {
    m_QueryKeyValue = linear(names.queryKeyValue, channels, 3 * channels, shape.attentionBias);
  }
  else
  {
    m_Query = linear(names.query, channels, channels, shape.attentionBias);
    m_Key = linear(names.key, channels, channels, shape.attentionBias);
    m_Value = linear(names.value, channels, channels, shape.attentionBias);
  }
  m_Projection = linear(names.projection, channels, channels);
  m_Norm2 = RegisterAt(*this, names.norm2, std::make_shared<LayerNorm>(channels, shape.normEps));
  m_First = linear(names.first, channels, shape.mlpChannels);
  m_Second = linear(names.second, shape.mlpChannels, channels);
}

at::Tensor
TransformerLayer::Attention(const at::Tensor & tokens) const
{
  if (m_QueryKeyValue)
  {
    return m_Heads->ForwardFused(m_QueryKeyValue->forward(tokens));
  }
  return m_Heads->forward(m_Query->forward(tokens), m_Key->forward(tokens), m_Value->forward(tokens));
}

at::Tensor
TransformerLayer::forward(const at::Tensor & tokens) const
{
  const at::Tensor attended = m_Projection->forward(Attention(m_Norm1->forward(tokens))).add_(tokens);
  const at::Tensor normed = m_Norm2->forward(attended);
  if (m_Dropout == 0.0 || !is_training())
  {
    return Perceptron(*m_First, *m_Second, normed).add_(attended);
  }
  const at::Tensor hidden = at::dropout(Activated(*m_First, normed), m_Dropout, true);
  return attended + at::dropout(m_Second->forward(hidden), m_Dropout, true);
}

} // namespace vox
