// SPDX-License-Identifier: Apache-2.0
#ifndef voxHrstNet_h
#define voxHrstNet_h

#include "Blocks/voxConvolution.h"
#include "Blocks/voxInstanceNorm.h"
#include "Blocks/voxPatchEmbedding.h"
#include "Blocks/voxPatchMerging.h"
#include "Blocks/voxSwinBlock.h"
#include "Nets/voxNet.h"
#include "voxHrstNetOptions.h"

#include <memory>

namespace vox
{

/** Gives each branch the sum of all: finer ones by patch mergings one after the other, coarser ones mapped to its
 * channels and interpolated. Children: down.F.C.I, up.C.F for branches F finer than C. */
class BranchExchange : public torch::nn::Module
{
public:
  BranchExchange(std::int64_t branches, std::int64_t features, int dimensions);

  /** Tokens on their grids, finest first. */
  [[nodiscard]] std::vector<at::Tensor> forward(const std::vector<at::Tensor> & grids) const;

private:
  using Mergings = std::vector<std::shared_ptr<PatchMerging>>;

  std::vector<std::vector<Mergings>> m_Down;              ///< [from][to], to the coarser ones
  std::vector<std::vector<std::shared_ptr<Linear>>> m_Up; ///< [from][to], to the finer ones
};

/** Children: embedding, stages.S.B (Swin blocks of branch B), mergings.S (makes the branch of the next stage),
 * exchanges.S, fusion, expansion, norm, head. */
class HrstNet : public Net
{
public:
  explicit HrstNet(const HrstNetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  at::Tensor Features(const at::Tensor & images) override;
  [[nodiscard]] const Convolution * LastLayer() const override;
  /** The transformer as DrawTransformer, the rest as torch draws. */
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;

private:
  std::shared_ptr<PatchEmbedding> m_Embedding;
  std::vector<std::vector<std::shared_ptr<SwinStage>>> m_Stages;
  std::vector<std::shared_ptr<PatchMerging>> m_Mergings;
  std::vector<std::shared_ptr<BranchExchange>> m_Exchanges; ///< of the stages from the second one on
  std::shared_ptr<Linear> m_Fusion;
  std::shared_ptr<Upsampling> m_Expansion;
  std::shared_ptr<InstanceNorm> m_Norm;
  std::shared_ptr<Convolution> m_Head;
};

} // namespace vox

#endif
