// SPDX-License-Identifier: Apache-2.0
#ifndef voxEncoderUNetOptions_h
#define voxEncoderUNetOptions_h

#include "voxImageEncoderName.h"
#include "voxNetworkDefinition.h"
#include "voxNetworkSizes.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** A U-Net, or U-Net++, of segmentation_models.pytorch (0.6): the skips are the features of a classification network at
 * strides 2, 4, ...; each decoder block upsamples to twice the size (nearest neighbor), concatenates the skip and has
 * two 3x3 convolutions with batch norm and ReLU; a 3x3 convolution gives the logits. VGG encoders are followed by two
 * more convolutions in the U-Net. Keys are those of the library. */
struct EncoderUNetOptions
{
  int dimensions = 2; ///< 2 or 3; published weights are for 2
  std::int64_t inputChannels = 3;
  std::int64_t outputChannels = 2;
  ImageEncoderName encoder = ImageEncoderName::ResNet34;
  std::int64_t encoderDepth = 5; ///< how often the encoder halves the image; layers beyond are left out
  /** Of the decoder blocks, coarsest first: encoder_depth entries. */
  std::vector<std::int64_t> decoderChannels{256, 128, 64, 32, 16};
};

template <typename TVisitor>
void
VisitFields(EncoderUNetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3; published weights are for 2");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("encoder", o.encoder, "classification network that gives the features");
  visit("encoder_depth", o.encoderDepth, "how often the encoder halves the image; layers beyond are left out");
  visit("decoder_channels", o.decoderChannels, "of the decoder blocks, coarsest first: encoder_depth entries");
}

/** Throws Error(BadModel), beginning with `where`, for a depth that is below 2 or that the encoder does not have,
 * another number of decoder channels and numbers that are not positive. */
void Validate(const EncoderUNetOptions & options, const char * where);

/** Multiples of 2 to the power of encoder_depth; one output. */
[[nodiscard]] NetworkSizes SizesOf(const EncoderUNetOptions & options);

} // namespace vox

#endif
