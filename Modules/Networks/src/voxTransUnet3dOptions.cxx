// SPDX-License-Identifier: Apache-2.0
#include "voxTransUnet3dOptions.h"

#include "voxError.h"
#include "voxOptionChecks.h"

namespace vox
{

void
Validate(const TransUnet3dOptions & options, const char * where)
{
  RequireImages(options, where);
  const auto stages = static_cast<std::int64_t>(options.featuresPerStage.size());
  if (stages < 2)
  {
    Fail(ErrorKind::BadModel, "{}: found {} stages in features_per_stage, expected 2 or more", where, stages);
  }
  for (const std::int64_t channels : options.featuresPerStage)
  {
    RequirePositive(channels, "an entry of features_per_stage", where);
  }
  RequireMultiple(options.hiddenChannels, options.heads, "hidden_channels", "heads", where);
  RequirePositive(options.mlpChannels, "mlp_channels", where);
  if (options.variant != TransUnetVariant::Decoder)
  {
    RequirePositive(options.encoderLayers, "encoder_layers", where);
    for (std::size_t axis = options.dimensions == 2 ? 1 : 0; axis < 3; ++axis)
    {
      RequireMultiple(options.imageSize[axis], std::int64_t{1} << (stages - 1), "an entry of image_size",
                      "the size of a token", where);
    }
  }
  if (options.variant != TransUnetVariant::Encoder && (options.decoderLayers < 1 || options.decoderLayers > stages - 1))
  {
    Fail(ErrorKind::BadModel, "{}: decoder_layers is {}, expected 1 to {}, the number of decoder stages", where,
         options.decoderLayers, stages - 1);
  }
}

NetworkSizes
SizesOf(const TransUnet3dOptions & options)
{
  NetworkSizes sizes;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const std::int64_t multiple = std::int64_t{1} << (options.featuresPerStage.size() - 1);
    const std::int64_t size = options.imageSize[axis];
    sizes.axes[axis] = options.variant == TransUnetVariant::Decoder
                           ? AxisSizes{.multiple = multiple, .smallest = multiple}
                           : AxisSizes{.smallest = size, .largest = size};
  }
  if (options.variant != TransUnetVariant::Encoder)
  {
    sizes.outputStrides.resize(static_cast<std::size_t>(options.decoderLayers) + 1, {1, 1, 1});
  }
  return sizes;
}

} // namespace vox
