// SPDX-License-Identifier: Apache-2.0
#ifndef voxEncoderMAnetOptions_h
#define voxEncoderMAnetOptions_h

#include "voxImageEncoderName.h"
#include "voxNetworkDefinition.h"
#include "voxNetworkSizes.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** MA-Net of segmentation_models.pytorch (0.6), Fan et al. 2020, DOI 10.1109/ACCESS.2020.3025372: a U-Net whose
 * coarsest features are related to each other by attention over positions, and whose decoder blocks weigh the channels
 * of what comes from below by those of the skip and their own. Keys are those of the library. Attention takes memory
 * with the square of the number of coarsest positions. */
struct EncoderMAnetOptions
{
  int dimensions = 2; ///< 2 or 3; published weights are for 2
  std::int64_t inputChannels = 3;
  std::int64_t outputChannels = 2;
  ImageEncoderName encoder = ImageEncoderName::ResNet34;
  std::int64_t encoderDepth = 5; ///< how often the encoder halves the image; layers beyond are left out
  /** Of the decoder blocks, coarsest first: encoder_depth entries. */
  std::vector<std::int64_t> decoderChannels{256, 128, 64, 32, 16};
  std::int64_t attentionChannels = 64; ///< in which positions are compared
  std::int64_t reduction = 16;         ///< of the channels by which channels are weighed
};

template <typename TVisitor>
void
VisitFields(EncoderMAnetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3; published weights are for 2");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("encoder", o.encoder, "classification network that gives the features");
  visit("encoder_depth", o.encoderDepth, "how often the encoder halves the image; layers beyond are left out");
  visit("decoder_channels", o.decoderChannels, "of the decoder blocks, coarsest first: encoder_depth entries");
  visit("attention_channels", o.attentionChannels, "in which positions are compared");
  visit("reduction", o.reduction, "of the channels by which channels are weighed");
}

/** Throws Error(BadModel), beginning with `where`, for a depth that is below 2 or that the encoder does not have,
 * another number of decoder channels and numbers that are not positive. */
void Validate(const EncoderMAnetOptions & options, const char * where);

/** Multiples of 2 to the power of encoder_depth; one output. */
[[nodiscard]] NetworkSizes SizesOf(const EncoderMAnetOptions & options);

} // namespace vox

#endif
