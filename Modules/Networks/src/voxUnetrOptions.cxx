// SPDX-License-Identifier: Apache-2.0
#include "voxUnetrOptions.h"

#include "voxOptionChecks.h"

namespace vox
{

void
Validate(const UnetrOptions & options, const char * where)
{
  RequireImages(options, where);
  for (std::size_t axis = options.dimensions == 2 ? 1 : 0; axis < 3; ++axis)
  {
    RequireMultiple(options.imageSize[axis], 16, "an entry of image_size", "the size of a patch", where);
  }
  RequirePositive(options.features, "features", where);
  RequirePositive(options.mlpChannels, "mlp_channels", where);
  RequireMultiple(options.hiddenChannels, options.heads, "hidden_channels", "heads", where);
}

NetworkSizes
SizesOf(const UnetrOptions & options)
{
  NetworkSizes sizes;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    sizes.axes[axis] = {.smallest = options.imageSize[axis], .largest = options.imageSize[axis]};
  }
  return sizes;
}

} // namespace vox
