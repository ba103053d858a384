// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxProjectedAttention.h"

#include "Blocks/voxRegisterAt.h"

#include <ATen/ops/gelu.h>

namespace vox
{

ProjectedAttention::ProjectedAttention(std::int64_t channels, std::int64_t contextChannels, std::int64_t heads,
                                       bool bias)
    : m_Output(register_module("out_proj", std::make_shared<Linear>(channels, channels))),
      m_Query(register_module("to_q", std::make_shared<Linear>(channels, channels, bias))),
      m_Key(register_module("to_k", std::make_shared<Linear>(contextChannels, channels, bias))),
      m_Value(register_module("to_v", std::make_shared<Linear>(contextChannels, channels, bias))),
      m_Heads(register_module("heads", std::make_shared<AttentionHeads>(heads)))
{}

at::Tensor
ProjectedAttention::forward(const at::Tensor & tokens, const at::Tensor & context) const
{
  return m_Output->forward(
      m_Heads->forward(m_Query->forward(tokens), m_Key->forward(context), m_Value->forward(context)));
}

ContextTransformerLayer::ContextTransformerLayer(std::int64_t channels, std::int64_t contextChannels,
                                                 std::int64_t heads)
    : m_SelfAttention(register_module("attn1", std::make_shared<ProjectedAttention>(channels, channels, heads, false))),
      m_Wide(RegisterAt(*this, "ff.linear1", std::make_shared<Linear>(channels, 8 * channels))),
      m_Narrow(RegisterAt(*this, "ff.linear2", std::make_shared<Linear>(4 * channels, channels))),
      m_CrossAttention(
          register_module("attn2", std::make_shared<ProjectedAttention>(channels, contextChannels, heads, false))),
      m_SelfNorm(register_module("norm1", std::make_shared<LayerNorm>(channels))),
      m_CrossNorm(register_module("norm2", std::make_shared<LayerNorm>(channels))),
      m_FeedForwardNorm(register_module("norm3", std::make_shared<LayerNorm>(channels)))
{}

at::Tensor
ContextTransformerLayer::FeedForward(const at::Tensor & tokens) const
{
  const auto halves = m_Wide->forward(tokens).chunk(2, -1);
  return m_Narrow->forward(halves[0] * at::gelu(halves[1]));
}

at::Tensor
ContextTransformerLayer::forward(at::Tensor tokens, const at::Tensor & context) const
{
  const at::Tensor normed = m_SelfNorm->forward(tokens);
  tokens = tokens + m_SelfAttention->forward(normed, normed);
  if (context.defined())
  {
    tokens = tokens + m_CrossAttention->forward(m_CrossNorm->forward(tokens), context);
  }
  return tokens + FeedForward(m_FeedForwardNorm->forward(tokens));
}

} // namespace vox
