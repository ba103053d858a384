// SPDX-License-Identifier: Apache-2.0
#include "voxAttentionUNetOptions.h"

#include "voxError.h"
#include "voxOptionChecks.h"
#include "voxSizeRules.h"

namespace vox
{

void
Validate(const AttentionUNetOptions & options, const char * where)
{
  RequireImages(options, where);
  RequireLevels(options.features, 2, where);
  for (std::size_t level = 0; level + 1 < options.features.size(); ++level)
  {
    if (options.features[level] < 2)
    {
      Fail(ErrorKind::BadModel, "{}: an entry of features is 1, expected 2 or more: gates work with half as many",
           where);
    }
  }
}

void
Validate(const GridAttentionUNetOptions & options, const char * where)
{
  RequireImages(options, where);
  RequireLevels(options.features, 3, where); // the finest level has no gate
}

NetworkSizes
SizesOf(const AttentionUNetOptions & options)
{
  return HalvingSizes(options.dimensions, options.features.size());
}

NetworkSizes
SizesOf(const GridAttentionUNetOptions & options)
{
  return HalvingSizes(options.dimensions, options.features.size());
}

} // namespace vox
