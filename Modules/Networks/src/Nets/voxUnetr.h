// SPDX-License-Identifier: Apache-2.0
#ifndef voxUnetr_h
#define voxUnetr_h

#include "Blocks/voxModuleList.h"
#include "Blocks/voxPatchEmbedding.h"
#include "Blocks/voxTransformerLayer.h"
#include "Blocks/voxUnetrBlocks.h"
#include "Nets/voxNet.h"
#include "voxUnetrOptions.h"

#include <array>
#include <memory>

namespace vox
{

/** UNETR with MONAI's names. Children: vit.patch_embedding, vit.blocks.I, vit.norm, encoder1 to encoder4, decoder5 to
 * decoder2, out.conv.conv. */
class Unetr : public Net
{
public:
  explicit Unetr(const UnetrOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  at::Tensor Features(const at::Tensor & images) override;
  [[nodiscard]] const Convolution * LastLayer() const override;
  /** The transformer as DrawTransformer, the rest as torch draws. */
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;

private:
  std::shared_ptr<PatchEmbedding> m_Patches;
  at::Tensor m_Positions;
  std::shared_ptr<ModuleList<TransformerLayer>> m_Layers;
  std::shared_ptr<LayerNorm> m_Norm;
  std::shared_ptr<UnetrBasicBlock> m_ImageEncoder;
  std::array<std::shared_ptr<UnetrProjection>, 3> m_TokenEncoders; ///< of 8, 4 and 2 times the grid
  std::array<std::shared_ptr<UnetrUpsampling>, 4> m_Decoders;      ///< coarsest first
  std::shared_ptr<Convolution> m_Head;
};

} // namespace vox

#endif
