// SPDX-License-Identifier: Apache-2.0
#ifndef voxDiffusionNet_h
#define voxDiffusionNet_h

#include "Blocks/voxDiffusionBlocks.h"
#include "Nets/voxNet.h"

namespace vox
{

/** Residual blocks of a level of the way down or up, each with attention behind it or none, and what leads to the next
 * level. No module: the layers are children of the network. */
struct DiffusionLevel
{
  std::vector<std::shared_ptr<DiffusionResBlock>> blocks;
  std::vector<std::shared_ptr<DiffusionAttention>> attentions; ///< empty, or one a block
  std::shared_ptr<Convolution> resampling;                     ///< null at the last level

  /** Block `i` and its attention. */
  [[nodiscard]] at::Tensor Apply(std::size_t i, const at::Tensor & features, const at::Tensor & time,
                                 const at::Tensor & context) const;
};

/** The network of DiffusionUNet. Children: conv_in.conv, time_embed.0, time_embed.2, down_blocks.L and up_blocks.L
 * (attentions, resnets, downsampler.op.conv or upsampler.postconv.conv), middle_block (resnet_1, attention, resnet_2),
 * out.0, out.2.conv. */
class DiffusionNet : public Net
{
public:
  explicit DiffusionNet(const DiffusionUNetOptions & options);

  /** timesteps [N]; context [N, T, context channels] or undefined. */
  at::Tensor Predict(const at::Tensor & noisy, const at::Tensor & timesteps, const at::Tensor & context) const;
  /** At timestep 0, without context. */
  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  /** As torch draws them, but zero for the last convolution of each block, each attention and the network, so that
   * blocks begin as the identity and the network's output is 0. */
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;

private:
  void MakeWayDown(const DiffusionUNetOptions & options);
  void MakeWayUp(const DiffusionUNetOptions & options);

  std::shared_ptr<Convolution> m_First;
  std::shared_ptr<Linear> m_FirstTime;
  std::shared_ptr<Linear> m_SecondTime;
  std::vector<DiffusionLevel> m_Down; ///< finest first
  DiffusionLevel m_Middle;
  std::vector<DiffusionLevel> m_Up; ///< coarsest first
  std::shared_ptr<GroupNorm> m_LastNorm;
  std::shared_ptr<Convolution> m_Last;
  std::int64_t m_TimeChannels;
};

} // namespace vox

#endif
