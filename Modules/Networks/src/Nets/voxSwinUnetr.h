// SPDX-License-Identifier: Apache-2.0
#ifndef voxSwinUnetr_h
#define voxSwinUnetr_h

#include "Blocks/voxPatchEmbedding.h"
#include "Blocks/voxPatchMerging.h"
#include "Blocks/voxSwinBlock.h"
#include "Blocks/voxUnetrBlocks.h"
#include "Nets/voxNet.h"
#include "voxSwinUnetrOptions.h"

#include <array>
#include <memory>

namespace vox
{

/** SwinUNETR with MONAI's names. Children: swinViT.patch_embed.proj, swinViT.layersS.0.blocks.B,
 * swinViT.layersS.0.downsample, encoder1 to encoder4, encoder10, decoder5 to decoder1, out.conv.conv. */
class SwinUnetr : public Net
{
public:
  explicit SwinUnetr(const SwinUnetrOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  at::Tensor Features(const at::Tensor & images) override;
  [[nodiscard]] const Convolution * LastLayer() const override;
  /** The transformer as DrawTransformer, the rest as torch draws. */
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;

private:
  std::shared_ptr<PatchEmbedding> m_Patches;
  std::array<std::shared_ptr<SwinStage>, 4> m_Stages;
  std::array<std::shared_ptr<PatchMerging>, 4> m_Mergings;
  std::array<std::shared_ptr<UnetrBasicBlock>, 5> m_Encoders; ///< of the image, three stages, and the last tokens
  std::array<std::shared_ptr<UnetrUpsampling>, 5> m_Decoders; ///< coarsest first
  std::shared_ptr<Convolution> m_Head;
};

} // namespace vox

#endif
