// SPDX-License-Identifier: Apache-2.0
#ifndef voxUNet_h
#define voxUNet_h

#include "Nets/voxEncoder.h"
#include "Nets/voxNet.h"

namespace vox
{

/** The expanding path: upsampling, concatenation (upsampled first, then the skip), convolutions; a 1x1x1 head per
 * stage. Children, coarsest stage first: stages.S.convs.I, transpconvs.S, seg_layers.S. */
class UNetDecoder : public torch::nn::Module
{
public:
  explicit UNetDecoder(const UNetOptions & options);

  /** `features` of the encoder, finest first; logits of every stage or of the finest only, finest first. */
  std::vector<at::Tensor> forward(const std::vector<at::Tensor> & features, bool everyStage) const;

  /** What the head of the finest stage sees. `features` are let go of as soon as they have been used. */
  at::Tensor FinestFeatures(std::vector<at::Tensor> features) const;
  /** The head of the finest stage. */
  const Convolution & FinestHead() const;

private:
  /** The features of one decoder stage from those of the coarser one and the encoder's. */
  at::Tensor Stage(std::size_t stage, at::Tensor coarser, at::Tensor skip) const;

  std::shared_ptr<ModuleList<StackedConvs>> m_Stages;
  std::shared_ptr<ModuleList<Upsampling>> m_Upsamplings;
  std::shared_ptr<ModuleList<Convolution>> m_Heads;
};

/** Encoder and decoder. Ronneberger et al. 2015, DOI 10.1007/978-3-319-24574-4_28; in the form of nnU-Net, Isensee et
 * al. 2021, DOI 10.1038/s41592-020-01008-z. Children: encoder, decoder. */
class UNet : public Net
{
public:
  UNet(std::shared_ptr<Encoder> encoder, const UNetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool everyStage) override;
  at::Tensor Features(const at::Tensor & images) override;
  [[nodiscard]] const Convolution * LastLayer() const override;
  /** Kaiming normal (a = 0.01) whatever slope the network has, zero biases, and zero for the last norm of each residual
   * block, as nnU-Net does. */
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;

private:
  std::shared_ptr<Encoder> m_Encoder;
  std::shared_ptr<UNetDecoder> m_Decoder;
};

} // namespace vox

#endif
