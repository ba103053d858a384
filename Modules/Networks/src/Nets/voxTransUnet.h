// SPDX-License-Identifier: Apache-2.0
#ifndef voxTransUnet_h
#define voxTransUnet_h

#include "Blocks/voxConvBatchRelu.h"
#include "Blocks/voxGroupNorm.h"
#include "Blocks/voxTransformerLayer.h"
#include "Nets/voxNet.h"
#include "Nets/voxResNetTrunk.h"
#include "voxTransUnetOptions.h"

#include <array>
#include <memory>

namespace vox
{

/** TransUNet with the names of its authors' code. Children: transformer.embeddings.{hybrid_model, patch_embeddings},
 * transformer.encoder.{layer.I, encoder_norm}, decoder.conv_more, decoder.blocks.I, segmentation_head.0. */
class TransUnet : public Net
{
public:
  explicit TransUnet(const TransUnetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  /** The transformer as DrawTransformer, the rest as torch draws. */
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;

private:
  std::shared_ptr<ResNetTrunk> m_Trunk;
  std::shared_ptr<Convolution> m_Patches;
  at::Tensor m_Positions;
  std::vector<std::shared_ptr<TransformerLayer>> m_Layers;
  std::shared_ptr<LayerNorm> m_Norm;
  std::vector<ConvBatchRelu> m_More; ///< one
  std::vector<TwoConvBatchRelu> m_Blocks;
  std::shared_ptr<Convolution> m_Head;
  double m_Dropout;
};

/** The small TransUNet. Children: stem.I.0, stem.I.1, patch_embeddings, layer.I, encoder_norm, conv_more, blocks.I,
 * segmentation_head. */
class TransUnetSmall : public Net
{
public:
  explicit TransUnetSmall(const TransUnetSmallOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  /** The transformer as DrawTransformer, the rest as torch draws. */
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;

private:
  at::Tensor m_Positions;
  std::array<std::shared_ptr<Convolution>, 3> m_StemConvs;
  std::array<std::shared_ptr<GroupNorm>, 3> m_StemNorms;
  std::shared_ptr<Convolution> m_Patches;
  std::vector<std::shared_ptr<TransformerLayer>> m_Layers;
  std::shared_ptr<LayerNorm> m_Norm;
  std::vector<ConvBatchRelu> m_More; ///< one
  std::vector<TwoConvBatchRelu> m_Blocks;
  std::shared_ptr<Convolution> m_Head;
};

} // namespace vox

#endif
