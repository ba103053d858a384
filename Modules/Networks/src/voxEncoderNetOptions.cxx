// SPDX-License-Identifier: Apache-2.0
// What the networks of an image encoder and a decoder check alike.
#include "voxEncoderFpnOptions.h"
#include "voxEncoderLinknetOptions.h"
#include "voxEncoderMAnetOptions.h"
#include "voxEncoderUNetOptions.h"
#include "voxError.h"
#include "voxOptionChecks.h"
#include "voxSizeRules.h"

namespace vox
{
namespace
{

template <typename TOptions>
void
ValidateEncoder(const TOptions & options, std::int64_t smallestDepth, const char * where)
{
  RequireImages(options, where);
  const std::int64_t largest = LargestDepth(options.encoder);
  if (largest < smallestDepth)
  {
    Fail(ErrorKind::BadModel, "{}: encoder {} halves the image {} times, expected one that does so {} times", where,
         NameOf(options.encoder), largest, smallestDepth);
  }
  if (options.encoderDepth < smallestDepth || options.encoderDepth > largest)
  {
    Fail(ErrorKind::BadModel, "{}: encoder_depth is {}, expected {} to {} with encoder {}", where, options.encoderDepth,
         smallestDepth, largest, NameOf(options.encoder));
  }
}

template <typename TOptions>
void
ValidateDecoderChannels(const TOptions & options, const char * where)
{
  if (static_cast<std::int64_t>(options.decoderChannels.size()) != options.encoderDepth)
  {
    Fail(ErrorKind::BadModel, "{}: decoder_channels has {} entries, expected {}, the encoder_depth", where,
         options.decoderChannels.size(), options.encoderDepth);
  }
  RequireAllPositive(options.decoderChannels, "an entry of decoder_channels", where);
}

template <typename TOptions>
void
RequireHalfSizeFeatures(const TOptions & options, const char * where)
{
  if (!HasHalfSizeFeatures(options.encoder))
  {
    Fail(ErrorKind::BadModel,
         "{}: encoder {} has no features of half the size of the image, which this network needs; take another one",
         where, NameOf(options.encoder));
  }
}

template <typename TOptions>
NetworkSizes
SizesOfDepth(const TOptions & options)
{
  return HalvingSizes(options.dimensions, static_cast<std::size_t>(options.encoderDepth) + 1);
}

} // namespace

void
Validate(const EncoderUNetOptions & options, const char * where)
{
  ValidateEncoder(options, 2, where);
  ValidateDecoderChannels(options, where);
}

NetworkSizes
SizesOf(const EncoderUNetOptions & options)
{
  return SizesOfDepth(options);
}

void
Validate(const EncoderLinknetOptions & options, const char * where)
{
  ValidateEncoder(options, 2, where);
  RequireHalfSizeFeatures(options, where);
  RequirePositive(options.finalChannels, "final_channels", where);
}

NetworkSizes
SizesOf(const EncoderLinknetOptions & options)
{
  return SizesOfDepth(options);
}

void
Validate(const EncoderFpnOptions & options, const char * where)
{
  ValidateEncoder(options, 4, where);
  if (options.encoderDepth == 4)
  {
    RequireHalfSizeFeatures(options, where);
  }
  RequirePositive(options.pyramidChannels, "pyramid_channels", where);
  if (options.segmentationChannels < 1 || options.segmentationChannels % 32 != 0)
  {
    Fail(ErrorKind::BadModel, "{}: segmentation_channels is {}, expected a multiple of 32", where,
         options.segmentationChannels);
  }
  if (options.dropout < 0.0 || options.dropout >= 1.0)
  {
    Fail(ErrorKind::BadModel, "{}: dropout is {}, expected 0 or more and below 1", where, options.dropout);
  }
}

NetworkSizes
SizesOf(const EncoderFpnOptions & options)
{
  return SizesOfDepth(options);
}

void
Validate(const EncoderMAnetOptions & options, const char * where)
{
  ValidateEncoder(options, 2, where);
  ValidateDecoderChannels(options, where);
  RequirePositive(options.attentionChannels, "attention_channels", where);
  RequirePositive(options.reduction, "reduction", where);
}

NetworkSizes
SizesOf(const EncoderMAnetOptions & options)
{
  return SizesOfDepth(options);
}

} // namespace vox
