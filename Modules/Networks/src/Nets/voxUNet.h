// SPDX-License-Identifier: Apache-2.0
#ifndef voxUNet_h
#define voxUNet_h

#include "Nets/voxEncoder.h"

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
class UNet : public torch::nn::Module
{
public:
  UNet(std::shared_ptr<Encoder> encoder, const UNetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool everyStage) const;
  /** What the last layer sees, [N, C, D, H, W] or [N, C, H, W]. */
  at::Tensor Features(const at::Tensor & images) const;
  const Convolution & LastLayer() const;

private:
  std::shared_ptr<Encoder> m_Encoder;
  std::shared_ptr<UNetDecoder> m_Decoder;
};

/** Kaiming normal (a = 0.01; He et al. 2015, DOI 10.1109/ICCV.2015.123) for convolutions, ones for norm weights, zeros
 * for biases and for the last norm of each residual block. Each tensor has its own stream of random numbers, named by
 * its place in the list, so the weights are a pure function of (seed, shape of the network). */
void InitializeWeights(torch::nn::Module & network, std::uint64_t seed);

} // namespace vox

#endif
