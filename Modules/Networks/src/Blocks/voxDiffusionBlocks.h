// SPDX-License-Identifier: Apache-2.0
#ifndef voxDiffusionBlocks_h
#define voxDiffusionBlocks_h

#include "Blocks/voxConvolution.h"
#include "Blocks/voxGroupNorm.h"
#include "Blocks/voxModuleList.h"
#include "Blocks/voxProjectedAttention.h"
#include "voxDiffusionUNetOptions.h"

namespace vox
{

/** cos and sin of the timesteps [N] at frequencies from 1 down to nearly 1 / 10000, [N, channels] (Ho et al. 2020). */
[[nodiscard]] at::Tensor TimestepWaves(const at::Tensor & timesteps, std::int64_t channels);

/** SiLU(norm(features)); `features` are read elsewhere too. */
[[nodiscard]] at::Tensor NormedSilu(const GroupNorm & norm, const at::Tensor & features);

/** features + added; without gradients in place of the features, which are nobody else's. */
[[nodiscard]] at::Tensor AddTo(const at::Tensor & features, const at::Tensor & added);

/** Twice group norm, SiLU, convolution of 3 voxels, with a value per channel from the timestep added in between; the
 * input is added (convolved, where the channels change). Children: norm1, conv1.conv, time_emb_proj, norm2, conv2.conv,
 * skip_connection.conv. */
class DiffusionResBlock : public torch::nn::Module
{
public:
  DiffusionResBlock(std::int64_t inputChannels, std::int64_t outputChannels, const DiffusionUNetOptions & options);

  /** `time` [N, 4 channels of the finest level], activated. */
  at::Tensor forward(const at::Tensor & input, const at::Tensor & time) const;

private:
  std::shared_ptr<GroupNorm> m_FirstNorm;
  std::shared_ptr<Convolution> m_First;
  std::shared_ptr<Linear> m_Time;
  std::shared_ptr<GroupNorm> m_SecondNorm;
  std::shared_ptr<Convolution> m_Second;
  std::shared_ptr<Convolution> m_Projection; ///< null where the channels stay
};

/** Attention among all voxels of features, which it is added to. */
class DiffusionAttention : public torch::nn::Module
{
public:
  virtual at::Tensor forward(const at::Tensor & features, const at::Tensor & context) const = 0;
};

/** Without context. Children: norm, attn. */
class VoxelAttention : public DiffusionAttention
{
public:
  VoxelAttention(std::int64_t channels, std::int64_t heads, const DiffusionUNetOptions & options);

  at::Tensor forward(const at::Tensor & features, const at::Tensor & context) const override;

private:
  std::shared_ptr<GroupNorm> m_Norm;
  std::shared_ptr<ProjectedAttention> m_Attention;
};

/** With context. Children: norm, proj_in.conv, transformer_blocks, proj_out.conv. */
class VoxelTransformer : public DiffusionAttention
{
public:
  VoxelTransformer(std::int64_t channels, std::int64_t heads, const DiffusionUNetOptions & options);

  at::Tensor forward(const at::Tensor & features, const at::Tensor & context) const override;

private:
  std::shared_ptr<GroupNorm> m_Norm;
  std::shared_ptr<Convolution> m_Before;
  std::shared_ptr<ModuleList<ContextTransformerLayer>> m_Layers;
  std::shared_ptr<Convolution> m_After;
};

/** The one that the options ask for. */
[[nodiscard]] std::shared_ptr<DiffusionAttention> MakeDiffusionAttention(std::size_t level,
                                                                         const DiffusionUNetOptions & options);

} // namespace vox

#endif
