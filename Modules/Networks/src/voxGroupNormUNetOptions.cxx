// SPDX-License-Identifier: Apache-2.0
#include "voxGroupNormUNetOptions.h"

#include "voxError.h"
#include "voxOptionChecks.h"
#include "voxSizeRules.h"

#include <algorithm>

namespace vox
{
namespace
{

void
RequireGroups(std::int64_t channels, std::int64_t groups, const char * where)
{
  if (channels >= groups && channels % groups != 0)
  {
    Fail(ErrorKind::BadModel,
         "{}: a norm has {} channels, expected fewer than {} groups or a multiple; change features or "
         "groups",
         where, channels, groups);
  }
}

} // namespace

void
Validate(const GroupNormUNetOptions & options, const char * where)
{
  RequireImages(options, where);
  RequireLevels(options.features, 2, where);
  RequirePositive(options.groups, "groups", where);
  std::int64_t seen = options.inputChannels;
  for (std::size_t level = 0; level < options.features.size(); ++level)
  {
    const std::int64_t channels = options.features[level];
    RequireGroups(seen, options.groups, where);
    RequireGroups(std::max(seen, channels / 2), options.groups, where);
    if (level + 1 < options.features.size())
    {
      RequireGroups(channels, options.groups, where);
      RequireGroups(channels + options.features[level + 1], options.groups, where);
    }
    seen = channels;
  }
}

NetworkSizes
SizesOf(const GroupNormUNetOptions & options)
{
  return HalvingSizes(options.dimensions, options.features.size());
}

} // namespace vox
