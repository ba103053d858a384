// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxMaskQueries.h"

#include "Blocks/voxAttention.h"
#include "Blocks/voxResampling.h"

#include <ATen/ATen.h>

namespace vox
{

MaskedCrossAttention::MaskedCrossAttention(std::int64_t featureChannels, const TransformerShape & shape)
    : m_Norm(register_module("norm", std::make_shared<LayerNorm>(shape.channels))),
      m_Query(register_module("query", std::make_shared<Linear>(shape.channels, shape.channels))),
      m_Key(register_module("key", std::make_shared<Linear>(featureChannels, shape.channels, false))),
      m_Value(register_module("value", std::make_shared<Linear>(featureChannels, shape.channels))),
      m_Projection(register_module("proj", std::make_shared<Linear>(shape.channels, shape.channels))),
      m_Layer(register_module("layer", std::make_shared<TransformerLayer>(shape, TransformerNames{}))),
      m_Heads(register_module("heads", std::make_shared<AttentionHeads>(shape.heads)))
{}

at::Tensor
MaskedCrossAttention::forward(const at::Tensor & queries, const at::Tensor & features, const at::Tensor & masks) const
{
  // A logit above 0 is a probability above one half. What is seen has no gradient.
  at::Tensor seen = Interpolated(masks.detach(), features.sizes().slice(2), false).flatten(2) > 0;
  seen = at::logical_or(seen, seen.any(-1, true).logical_not());
  const at::Tensor voxels = TokensOf(features);
  const at::Tensor attended = m_Heads->forward(m_Query->forward(m_Norm->forward(queries)), m_Key->forward(voxels),
                                               m_Value->forward(voxels), seen.unsqueeze(1));
  return m_Layer->forward(queries + m_Projection->forward(attended));
}

MaskQueries::MaskQueries(std::int64_t masks, const std::vector<std::int64_t> & featureChannels,
                         std::int64_t finestChannels, const TransformerShape & shape)
    : m_Queries(register_parameter("queries", at::empty({1, masks, shape.channels}))),
      m_Layers(register_module("layers", std::make_shared<ModuleList<MaskedCrossAttention>>())),
      m_Masks(register_module("masks", std::make_shared<Linear>(shape.channels, finestChannels)))
{
  for (const std::int64_t channels : featureChannels)
  {
    m_Layers->Add(channels, shape);
  }
}

at::Tensor
MaskQueries::Masks(const at::Tensor & queries, const at::Tensor & finest) const
{
  return at::matmul(m_Masks->forward(queries), finest.to(at::kFloat).flatten(2)).unflatten(2, finest.sizes().slice(2));
}

std::vector<at::Tensor>
MaskQueries::forward(const std::vector<at::Tensor> & coarser, const at::Tensor & finest) const
{
  at::Tensor queries = m_Queries.expand({finest.size(0), -1, -1});
  std::vector<at::Tensor> masks{Masks(queries, finest)};
  for (std::size_t layer = 0; layer < m_Layers->Items().size(); ++layer)
  {
    queries = m_Layers->Items()[layer]->forward(queries, coarser[layer], masks.back());
    masks.push_back(Masks(queries, finest));
  }
  return masks;
}

} // namespace vox
