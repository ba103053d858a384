// SPDX-License-Identifier: Apache-2.0
#ifndef voxEncoderFpnOptions_h
#define voxEncoderFpnOptions_h

#include "voxImageEncoderName.h"
#include "voxNetworkDefinition.h"
#include "voxNetworkSizes.h"

#include <cstdint>

namespace vox
{

/** Feature pyramid network of segmentation_models.pytorch (0.6), Kirillov et al. 2019, arXiv 1901.02446: the features
 * of a classification network at its four coarsest strides are brought to one number of channels and added from coarse
 * to fine; each goes through 3x3 convolutions with group norm, ReLU and bilinear upsampling to the size of the finest;
 * their sum, a 1x1 convolution and a last bilinear upsampling give the logits. Keys are those of the library. */
struct EncoderFpnOptions
{
  int dimensions = 2; ///< 2 or 3; published weights are for 2
  std::int64_t inputChannels = 3;
  std::int64_t outputChannels = 2;
  ImageEncoderName encoder = ImageEncoderName::ResNet34;
  std::int64_t encoderDepth = 5; ///< how often the encoder halves the image; layers beyond are left out
  std::int64_t pyramidChannels = 256;
  std::int64_t segmentationChannels = 128; ///< of the 3x3 convolutions: a multiple of 32
  double dropout = 0.2;                    ///< probability, of whole channels of the sum in training
};

template <typename TVisitor>
void
VisitFields(EncoderFpnOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3; published weights are for 2");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("encoder", o.encoder, "classification network that gives the features");
  visit("encoder_depth", o.encoderDepth, "how often the encoder halves the image; layers beyond are left out");
  visit("pyramid_channels", o.pyramidChannels, "of the pyramid");
  visit("segmentation_channels", o.segmentationChannels, "of the 3x3 convolutions: a multiple of 32");
  visit("dropout", o.dropout, "probability, of whole channels of the sum in training");
}

/** Throws Error(BadModel), beginning with `where`, for a depth that is below 4 or that the encoder does not have, an
 * encoder without features of a stride that is asked for, channels that 32 does not divide, and values out of range. */
void Validate(const EncoderFpnOptions & options, const char * where);

/** Multiples of 2 to the power of encoder_depth; one output. */
[[nodiscard]] NetworkSizes SizesOf(const EncoderFpnOptions & options);

} // namespace vox

#endif
