// SPDX-License-Identifier: Apache-2.0
#ifndef voxEncoderLinknetOptions_h
#define voxEncoderLinknetOptions_h

#include "voxImageEncoderName.h"
#include "voxNetworkDefinition.h"
#include "voxNetworkSizes.h"

#include <cstdint>

namespace vox
{

/** Linknet of segmentation_models.pytorch (0.6), Chaurasia and Culurciello 2017, arXiv 1707.03718: the skips, features
 * of a classification network at strides 2, 4, ..., are added, not concatenated; each decoder block is a 1x1
 * convolution to a quarter of the channels, a 4x4 transposed one of stride 2, and a 1x1 one; a 1x1 convolution gives
 * the logits. Keys are those of the library. */
struct EncoderLinknetOptions
{
  int dimensions = 2; ///< 2 or 3; published weights are for 2
  std::int64_t inputChannels = 3;
  std::int64_t outputChannels = 2;
  ImageEncoderName encoder = ImageEncoderName::ResNet34;
  std::int64_t encoderDepth = 5;   ///< how often the encoder halves the image; layers beyond are left out
  std::int64_t finalChannels = 32; ///< of the last decoder block
};

template <typename TVisitor>
void
VisitFields(EncoderLinknetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3; published weights are for 2");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("encoder", o.encoder, "classification network that gives the features");
  visit("encoder_depth", o.encoderDepth, "how often the encoder halves the image; layers beyond are left out");
  visit("final_channels", o.finalChannels, "of the last decoder block");
}

/** Throws Error(BadModel), beginning with `where`, for a depth that is below 2 or that the encoder does not have, an
 * encoder without features of half the size, and numbers that are not positive. */
void Validate(const EncoderLinknetOptions & options, const char * where);

/** Multiples of 2 to the power of encoder_depth; one output. */
[[nodiscard]] NetworkSizes SizesOf(const EncoderLinknetOptions & options);

} // namespace vox

#endif
