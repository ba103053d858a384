// SPDX-License-Identifier: Apache-2.0
#ifndef voxTransUnet3d_h
#define voxTransUnet3d_h

#include "Blocks/voxMaskQueries.h"
#include "Nets/voxEncoder.h"
#include "Nets/voxNet.h"
#include "voxTransUnet3dOptions.h"

#include <memory>

namespace vox
{

/** The transformer among the coarsest voxels. Parameters: positions [1, T, C]. Children: embedding, layers.I, norm,
 * restore. */
class TokenMixer : public torch::nn::Module
{
public:
  TokenMixer(std::int64_t featureChannels, std::int64_t tokens, std::int64_t layers, const TransformerShape & shape);

  /** [N, F, (D,) H, W] to the same. */
  at::Tensor forward(const at::Tensor & features) const;

private:
  at::Tensor m_Positions;
  std::shared_ptr<Linear> m_Embedding;
  std::shared_ptr<ModuleList<TransformerLayer>> m_Layers;
  std::shared_ptr<LayerNorm> m_Norm;
  std::shared_ptr<Linear> m_Restore;
};

/** Children: encoder (as PlainConvUNet's), mixer, transpconvs.S, stages.S (coarsest first), and head or queries. */
class TransUnet3d : public Net
{
public:
  explicit TransUnet3d(const TransUnet3dOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  at::Tensor Features(const at::Tensor & images) override;
  [[nodiscard]] const Convolution * LastLayer() const override;
  /** The transformers as DrawTransformer, convolutions as PlainConvUNet's. */
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;

private:
  /** Of all decoder stages, coarsest first. */
  [[nodiscard]] std::vector<at::Tensor> DecoderFeatures(const at::Tensor & images) const;

  std::shared_ptr<PlainConvEncoder> m_Encoder;
  std::shared_ptr<TokenMixer> m_Mixer; ///< null for the decoder alone
  std::shared_ptr<ModuleList<Upsampling>> m_Upsamplings;
  std::shared_ptr<ModuleList<StackedConvs>> m_Stages;
  std::shared_ptr<Convolution> m_Head;    ///< of the encoder alone
  std::shared_ptr<MaskQueries> m_Queries; ///< of the others
};

} // namespace vox

#endif
