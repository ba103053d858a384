// SPDX-License-Identifier: Apache-2.0
#ifndef voxTransUnet3dOptions_h
#define voxTransUnet3dOptions_h

#include "voxNetworkSizes.h"
#include "voxOptions.h"

#include <array>
#include <cstdint>
#include <vector>

namespace vox
{

/** Where the transformer is. */
enum class TransUnetVariant
{
  Encoder, ///< among the voxels of the coarsest features; suits many classes
  Decoder, ///< queries, one for each class, that refine their masks; suits small targets
  Both
};

[[nodiscard]] constexpr std::array<EnumName<TransUnetVariant>, 3>
EnumNames(TransUnetVariant)
{
  return {{{TransUnetVariant::Encoder, "encoder"},
           {TransUnetVariant::Decoder, "decoder"},
           {TransUnetVariant::Both, "both"}}};
}

/** nnU-Net's plain U-Net with a transformer in the encoder, a transformer decoder, or both (after Chen et al. 2023,
 * arXiv 2310.07781). The original matches any number of queries to classes; here each class has one query, whose mask
 * is the class's logit, so that all losses of labels apply. With deep supervision the masks before each refinement
 * follow. */
struct TransUnet3dOptions
{
  int dimensions = 3;
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  TransUnetVariant variant = TransUnetVariant::Both;
  Zyx<std::int64_t> imageSize{128, 128, 128}; ///< of all images, where the encoder has a position table
  std::vector<std::int64_t> featuresPerStage{32, 64, 128, 256, 320}; ///< finest first; each stage halves the grid
  std::int64_t hiddenChannels = 192;                                 ///< of a token or query; a multiple of the heads
  std::int64_t mlpChannels = 768;
  std::int64_t heads = 6;
  std::int64_t encoderLayers = 12;
  std::int64_t decoderLayers = 3; ///< at most one for each stage but the coarsest
};

template <typename TVisitor>
void
VisitFields(TransUnet3dOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("variant", o.variant, "where the transformer is: encoder, decoder or both");
  visit("image_size", o.imageSize, "z, y, x of all images, for encoder and both");
  visit("features_per_stage", o.featuresPerStage, "channels of the convolutions, finest stage first");
  visit("hidden_channels", o.hiddenChannels, "channels of a token or query");
  visit("mlp_channels", o.mlpChannels, "channels inside the transformer's MLPs");
  visit("heads", o.heads, "attention heads, which share the channels of a token");
  visit("encoder_layers", o.encoderLayers, "transformer layers over the coarsest features");
  visit("decoder_layers", o.decoderLayers, "refinements of the masks, from the coarsest decoder stage on");
}

/** Throws Error(BadModel) for fewer than two stages, sizes and channels that do not divide, more refinements than
 * decoder stages, and numbers below 1; `where` begins the text. */
void Validate(const TransUnet3dOptions & options, const char * where);

/** The image size of the options alone, or multiples of 2^(stages - 1) where the encoder has no transformer. */
[[nodiscard]] NetworkSizes SizesOf(const TransUnet3dOptions & options);

} // namespace vox

#endif
