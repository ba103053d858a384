// SPDX-License-Identifier: Apache-2.0
#ifndef voxMaskQueries_h
#define voxMaskQueries_h

#include "Blocks/voxAttentionHeads.h"
#include "Blocks/voxModuleList.h"
#include "Blocks/voxTransformerLayer.h"

#include <memory>
#include <vector>

namespace vox
{

/** A refinement: queries look at the voxels of features where their last mask is above one half, or at all voxels where
 * it is nowhere; then at each other. Children: norm, query, key, value, proj, layer, heads. */
class MaskedCrossAttention : public torch::nn::Module
{
public:
  MaskedCrossAttention(std::int64_t featureChannels, const TransformerShape & shape);

  /** Queries [N, K, C], features [N, F, (D,) H, W] and the logits of the last masks [N, K, (D,) H, W] on a grid of any
   * size to queries. */
  at::Tensor forward(const at::Tensor & queries, const at::Tensor & features, const at::Tensor & masks) const;

private:
  std::shared_ptr<LayerNorm> m_Norm;
  std::shared_ptr<Linear> m_Query;
  std::shared_ptr<Linear> m_Key;
  std::shared_ptr<Linear> m_Value;
  std::shared_ptr<Linear> m_Projection;
  std::shared_ptr<TransformerLayer> m_Layer;
  std::shared_ptr<AttentionHeads> m_Heads;
};

/** Learnt queries, one for each mask, that are refined by coarser and then finer features; after Cheng et al. 2022,
 * arXiv 2112.01527. Parameters: queries [1, K, C]. Children: layers.I, masks. */
class MaskQueries : public torch::nn::Module
{
public:
  /** `featureChannels`: of what each refinement looks at. */
  MaskQueries(std::int64_t masks, const std::vector<std::int64_t> & featureChannels, std::int64_t finestChannels,
              const TransformerShape & shape);

  /** Logits of masks on the finest grid, products of queries and voxels: of the learnt queries first, and then behind
   * each refinement by `coarser[I]`. */
  [[nodiscard]] std::vector<at::Tensor> forward(const std::vector<at::Tensor> & coarser,
                                                const at::Tensor & finest) const;

private:
  [[nodiscard]] at::Tensor Masks(const at::Tensor & queries, const at::Tensor & finest) const;

  at::Tensor m_Queries;
  std::shared_ptr<ModuleList<MaskedCrossAttention>> m_Layers;
  std::shared_ptr<Linear> m_Masks;
};

} // namespace vox

#endif
