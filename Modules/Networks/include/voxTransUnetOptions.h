// SPDX-License-Identifier: Apache-2.0
#ifndef voxTransUnetOptions_h
#define voxTransUnetOptions_h

#include "voxNetworkSizes.h"
#include "voxZyx.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** TransUNet: a ResNet to a sixteenth of the image, a vision transformer over its grid, and a decoder of bilinear
 * upsampling and skips (Chen et al. 2021, arXiv 2102.04306). The defaults are R50-ViT-B/16, with the parameter names of
 * its authors' code. Images of one channel are repeated to three, which its trunk takes. */
struct TransUnetOptions
{
  int dimensions = 2; ///< 2 alone
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  Zyx<std::int64_t> imageSize{1, 224, 224}; ///< multiples of 16; the position table fits this size alone
  std::int64_t width = 64;                  ///< channels of the trunk's root, a multiple of 32
  std::vector<std::int64_t> units{3, 4, 9}; ///< bottlenecks of each of the trunk's three stages
  std::int64_t hiddenChannels = 768;        ///< of a token; a multiple of the heads
  std::int64_t mlpChannels = 3072;
  std::int64_t heads = 12;
  std::int64_t layers = 12;
  std::vector<std::int64_t> decoderChannels{256, 128, 64, 16}; ///< coarsest first
  double dropout = 0.1;                                        ///< of tokens and in MLPs
};

template <typename TVisitor>
void
VisitFields(TransUnetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2");
  visit("input_channels", o.inputChannels, "image channels; one is repeated to three");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("image_size", o.imageSize, "z, y, x of all images: multiples of 16, z is not looked at");
  visit("width", o.width, "channels of the trunk's first layer: a multiple of 32");
  visit("units", o.units, "bottlenecks of each of the trunk's three stages");
  visit("hidden_channels", o.hiddenChannels, "channels of a token");
  visit("mlp_channels", o.mlpChannels, "channels inside the transformer's MLPs");
  visit("heads", o.heads, "attention heads, which share the channels of a token");
  visit("layers", o.layers, "transformer layers");
  visit("decoder_channels", o.decoderChannels, "channels of the four decoder blocks, coarsest first");
  visit("dropout", o.dropout, "probability, of tokens and in MLPs");
}

/** Throws Error(BadModel) for other than two dimensions, lists of other lengths, sizes and channels that do not divide,
 * and numbers below 1; `where` begins the text. */
void Validate(const TransUnetOptions & options, const char * where);

/** The image size of the options alone. */
[[nodiscard]] NetworkSizes SizesOf(const TransUnetOptions & options);

/** A TransUNet of three convolutions in the trunk's place and two skips, small enough for tests and for tasks with few
 * images. */
struct TransUnetSmallOptions
{
  int dimensions = 2; ///< 2 alone
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  Zyx<std::int64_t> imageSize{1, 224, 224}; ///< multiples of 8; the position table fits this size alone
  std::int64_t width = 16;                  ///< channels of the first layer, even; twice as many with each further one
  std::int64_t hiddenChannels = 192;        ///< of a token; a multiple of the heads
  std::int64_t mlpChannels = 384;
  std::int64_t heads = 4;
  std::int64_t layers = 4;
};

template <typename TVisitor>
void
VisitFields(TransUnetSmallOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("image_size", o.imageSize, "z, y, x of all images: multiples of 8, z is not looked at");
  visit("width", o.width, "channels of the first layer: an even number");
  visit("hidden_channels", o.hiddenChannels, "channels of a token");
  visit("mlp_channels", o.mlpChannels, "channels inside the transformer's MLPs");
  visit("heads", o.heads, "attention heads, which share the channels of a token");
  visit("layers", o.layers, "transformer layers");
}

/** As for TransUnetOptions. */
void Validate(const TransUnetSmallOptions & options, const char * where);
[[nodiscard]] NetworkSizes SizesOf(const TransUnetSmallOptions & options);

} // namespace vox

#endif
