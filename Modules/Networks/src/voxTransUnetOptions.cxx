// SPDX-License-Identifier: Apache-2.0
#include "voxTransUnetOptions.h"

#include "voxError.h"
#include "voxOptionChecks.h"

namespace vox
{
namespace
{

/** What both networks have. `stride`: voxels of a token along each axis. */
template <typename TOptions>
void
ValidateTransformer(const TOptions & options, std::int64_t stride, const char * where)
{
  RequireImages(options, where);
  if (options.dimensions != 2)
  {
    Fail(ErrorKind::BadModel, "{}: found {} dimensions, expected 2; TransUNet3D takes volumes", where,
         options.dimensions);
  }
  RequireMultiple(options.imageSize.y, stride, "y of image_size", "the size of a token", where);
  RequireMultiple(options.imageSize.x, stride, "x of image_size", "the size of a token", where);
  RequireMultiple(options.hiddenChannels, options.heads, "hidden_channels", "heads", where);
  RequirePositive(options.mlpChannels, "mlp_channels", where);
  RequirePositive(options.layers, "layers", where);
}

NetworkSizes
OneSize(const Zyx<std::int64_t> & size)
{
  NetworkSizes sizes;
  sizes.axes.y = {.smallest = size.y, .largest = size.y};
  sizes.axes.x = {.smallest = size.x, .largest = size.x};
  return sizes;
}

} // namespace

void
Validate(const TransUnetOptions & options, const char * where)
{
  ValidateTransformer(options, 16, where);
  RequireMultiple(options.width, 32, "width", "the number of groups of the norms", where);
  RequireLength(options.units.size(), 3, "units", where);
  RequireLength(options.decoderChannels.size(), 4, "decoder_channels", where);
  for (const std::int64_t units : options.units)
  {
    RequirePositive(units, "an entry of units", where);
  }
  for (const std::int64_t channels : options.decoderChannels)
  {
    RequirePositive(channels, "an entry of decoder_channels", where);
  }
  RequireProbability(options.dropout, "dropout", where);
}

NetworkSizes
SizesOf(const TransUnetOptions & options)
{
  return OneSize(options.imageSize);
}

void
Validate(const TransUnetSmallOptions & options, const char * where)
{
  ValidateTransformer(options, 8, where);
  RequireMultiple(options.width, 2, "width", "the number of groups of the norms", where);
}

NetworkSizes
SizesOf(const TransUnetSmallOptions & options)
{
  return OneSize(options.imageSize);
}

} // namespace vox
