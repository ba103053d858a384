// SPDX-License-Identifier: Apache-2.0
#include "voxSwinUnetrOptions.h"

#include "voxOptionChecks.h"

namespace vox
{

void
Validate(const SwinUnetrOptions & options, const char * where)
{
  RequireImages(options, where);
  RequirePositive(options.features, "features", where);
  RequirePositive(options.windowSize, "window_size", where);
  RequireLength(options.depths.size(), 4, "depths", where);
  RequireLength(options.heads.size(), 4, "heads", where);
  for (std::size_t stage = 0; stage < 4; ++stage)
  {
    RequirePositive(options.depths[stage], "an entry of depths", where);
    RequireMultiple(options.features << stage, options.heads[stage], "the number of channels of a stage",
                    "its entry of heads", where);
  }
}

NetworkSizes
SizesOf(const SwinUnetrOptions & /*options*/)
{
  const AxisSizes axis{.multiple = 32, .smallest = 32};
  return {.axes = {axis, axis, axis}};
}

} // namespace vox
