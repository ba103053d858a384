// SPDX-License-Identifier: Apache-2.0
#ifndef voxProjectedAttention_h
#define voxProjectedAttention_h

#include "Blocks/voxAttentionHeads.h"
#include "Blocks/voxLayerNorm.h"
#include "Blocks/voxLinear.h"

#include <memory>

namespace vox
{

/** Multi-head attention with linear maps of its own for queries, keys, values and the result. Children: out_proj, to_q,
 * to_k, to_v, heads. */
class ProjectedAttention : public torch::nn::Module
{
public:
  /** Queries and result have `channels`, what is looked at `contextChannels`. The result's map always has a bias. */
  ProjectedAttention(std::int64_t channels, std::int64_t contextChannels, std::int64_t heads, bool bias);

  /** tokens [N, T, channels] look at context [N, S, contextChannels]. */
  at::Tensor forward(const at::Tensor & tokens, const at::Tensor & context) const;

private:
  std::shared_ptr<Linear> m_Output;
  std::shared_ptr<Linear> m_Query;
  std::shared_ptr<Linear> m_Key;
  std::shared_ptr<Linear> m_Value;
  std::shared_ptr<AttentionHeads> m_Heads;
};

/** Self attention, cross attention to a context, and a gated feed-forward layer of four times the width (GEGLU, Shazeer
 * 2020, arXiv 2002.05202), each behind a layer norm and added to its input. Children: attn1, ff.linear1, ff.linear2,
 * attn2, norm1, norm2, norm3. */
class ContextTransformerLayer : public torch::nn::Module
{
public:
  ContextTransformerLayer(std::int64_t channels, std::int64_t contextChannels, std::int64_t heads);

  /** An undefined context leaves cross attention out. */
  at::Tensor forward(at::Tensor tokens, const at::Tensor & context) const;

private:
  [[nodiscard]] at::Tensor FeedForward(const at::Tensor & tokens) const;

  std::shared_ptr<ProjectedAttention> m_SelfAttention;
  std::shared_ptr<Linear> m_Wide;
  std::shared_ptr<Linear> m_Narrow;
  std::shared_ptr<ProjectedAttention> m_CrossAttention;
  std::shared_ptr<LayerNorm> m_SelfNorm;
  std::shared_ptr<LayerNorm> m_CrossNorm;
  std::shared_ptr<LayerNorm> m_FeedForwardNorm;
};

} // namespace vox

#endif
