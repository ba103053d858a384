// SPDX-License-Identifier: Apache-2.0
#ifndef voxAttentionOverGrid_h
#define voxAttentionOverGrid_h

#include "Blocks/voxAttentionHeads.h"
#include "Blocks/voxConvBatchRelu.h"
#include "Blocks/voxLinear.h"

#include <memory>

namespace vox
{

/** Sines and cosines of the voxels' places on a grid, [1, voxels, channels], x fastest: channels take turns among the
 * axes, with wavelengths from 2 pi to 10000 times that. */
[[nodiscard]] at::Tensor PlaceCode(at::IntArrayRef gridSize, std::int64_t channels);

/** Self-attention among all voxels of features, with their places. Petit et al. 2021, arXiv 2103.06104. Children:
 * query, key, value, heads. */
class GridSelfAttention : public torch::nn::Module
{
public:
  GridSelfAttention(std::int64_t channels, std::int64_t heads);

  /** [N, C, (D,) H, W] to the same. */
  at::Tensor forward(const at::Tensor & features) const;

private:
  std::shared_ptr<Linear> m_Query;
  std::shared_ptr<Linear> m_Key;
  std::shared_ptr<Linear> m_Value;
  std::shared_ptr<AttentionHeads> m_Heads;
};

/** What a gate lays over a skip. */
struct GatedSkip
{
  at::Tensor features; ///< as the skip
  at::Tensor gate;     ///< of each channel and voxel, in (0, 1)
};

/** A gate of cross-attention: coarser features, normed and with their places, ask themselves for values of the skip,
 * which is pooled to their grid; the answer becomes a factor for each channel and voxel of the skip. Petit et al. 2021,
 * arXiv 2103.06104. Children: coarse.0, coarse.1, skip.0, skip.1, query, key, value, gate.0, gate.1, heads. */
class GridCrossAttention : public torch::nn::Module
{
public:
  GridCrossAttention(std::int64_t coarseChannels, std::int64_t skipChannels, std::int64_t heads, int dimensions);

  /** Of a skip on a grid of twice the size of the coarse features'. */
  [[nodiscard]] GatedSkip forward(const at::Tensor & coarse, const at::Tensor & skip) const;

private:
  ConvBatchRelu m_Coarse;
  ConvBatchRelu m_Skip;
  std::shared_ptr<Linear> m_Query;
  std::shared_ptr<Linear> m_Key;
  std::shared_ptr<Linear> m_Value;
  std::shared_ptr<Convolution> m_Gate;
  std::shared_ptr<BatchNorm> m_GateNorm;
  std::shared_ptr<AttentionHeads> m_Heads;
};

} // namespace vox

#endif
