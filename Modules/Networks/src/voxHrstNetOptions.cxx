// SPDX-License-Identifier: Apache-2.0
#include "voxHrstNetOptions.h"

#include "voxOptionChecks.h"

namespace vox
{

void
Validate(const HrstNetOptions & options, const char * where)
{
  RequireImages(options, where);
  RequirePositive(options.features, "features", where);
  RequirePositive(options.patchSize, "patch_size", where);
  RequirePositive(options.windowSize, "window_size", where);
  RequirePositive(static_cast<std::int64_t>(options.depths.size()), "the number of entries of depths", where);
  RequireLength(options.heads.size(), options.depths.size(), "heads", where);
  for (std::size_t branch = 0; branch < options.depths.size(); ++branch)
  {
    RequirePositive(options.depths[branch], "an entry of depths", where);
    RequireMultiple(options.features << branch, options.heads[branch], "the number of channels of a branch",
                    "its entry of heads", where);
  }
}

NetworkSizes
SizesOf(const HrstNetOptions & options)
{
  const std::int64_t multiple = options.patchSize << (options.depths.size() - 1);
  const AxisSizes axis{.multiple = multiple, .smallest = multiple};
  return {.axes = {axis, axis, axis}};
}

} // namespace vox
