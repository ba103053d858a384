// SPDX-License-Identifier: Apache-2.0
#ifndef voxSwinBlock_h
#define voxSwinBlock_h

#include "Blocks/voxAttentionHeads.h"
#include "Blocks/voxLayerNorm.h"
#include "Blocks/voxLinear.h"
#include "Blocks/voxModuleList.h"
#include "Blocks/voxWindowPlan.h"

#include <memory>

namespace vox
{

struct SwinShape
{
  std::int64_t channels = 48;
  std::int64_t heads = 3;
  std::int64_t windowSize = 7;
  int dimensions = 3;
};

/** Attention among the tokens of each window, with a bias for each head and offset of two tokens. Parameters:
 * relative_position_bias_table [(2 windowSize - 1)^dimensions, heads]. Children: qkv, proj, heads. */
class WindowAttention : public torch::nn::Module
{
public:
  explicit WindowAttention(const SwinShape & shape);

  /** Tokens [windows * tokens, C] as the plan orders them. */
  at::Tensor forward(const at::Tensor & tokens, const WindowPlan & plan) const;

private:
  /** [1, heads, tokens, tokens]. In windows that are smaller than the table's, a token has the place that its number
   * would have in a whole window, as MONAI has it. */
  [[nodiscard]] at::Tensor Bias(std::int64_t tokens) const;

  at::Tensor m_Table;
  at::Tensor
      m_Places; ///< of the tokens of a whole window in the table: a pair is at the difference, from the middle on
  std::shared_ptr<Linear> m_QueryKeyValue;
  std::shared_ptr<Linear> m_Projection;
  std::shared_ptr<AttentionHeads> m_Heads;
};

/** A block of the Swin transformer (Liu et al. 2021, arXiv 2103.14030) with MONAI's names: tokens plus window attention
 * of the normalized tokens, then plus an MLP of 4 times the channels. Children: norm1, attn, norm2, mlp.linear1,
 * mlp.linear2. */
class SwinBlock : public torch::nn::Module
{
public:
  explicit SwinBlock(const SwinShape & shape);

  /** Tokens [N T, C] of a grid, which `plan` brings into windows. */
  at::Tensor forward(const at::Tensor & tokens, const WindowPlan & plan) const;

private:
  std::shared_ptr<LayerNorm> m_Norm1;
  std::shared_ptr<WindowAttention> m_Attention;
  std::shared_ptr<LayerNorm> m_Norm2;
  std::shared_ptr<Linear> m_First;
  std::shared_ptr<Linear> m_Second;
};

/** Swin blocks, every second one with shifted windows. Children: blocks.0, blocks.1, ... */
class SwinStage : public torch::nn::Module
{
public:
  SwinStage(const SwinShape & shape, std::int64_t depth);

  /** Tokens on their grid [N, (D,) H, W, C] to the same. */
  at::Tensor forward(const at::Tensor & grid) const;

private:
  std::shared_ptr<ModuleList<SwinBlock>> m_Blocks;
  std::int64_t m_WindowSize;
};

} // namespace vox

#endif
