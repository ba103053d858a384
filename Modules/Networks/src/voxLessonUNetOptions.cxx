// SPDX-License-Identifier: Apache-2.0
#include "voxLessonUNetOptions.h"

#include "voxOptionChecks.h"
#include "voxSizeRules.h"

namespace vox
{

void
Validate(const TutorialUNetOptions & options, const char * where)
{
  RequireImages(options, where);
  RequireLevels(options.features, 2, where);
}

void
Validate(const SmallUNetOptions & options, const char * where)
{
  RequireImages(options, where);
  RequireLevels(options.features, 2, where);
}

void
Validate(const KerasUNetOptions & options, const char * where)
{
  RequireImages(options, where);
  RequirePositive(options.features, "features", where);
}

NetworkSizes
SizesOf(const TutorialUNetOptions & options)
{
  return HalvingSizes(options.dimensions, options.features.size());
}

NetworkSizes
SizesOf(const SmallUNetOptions & options)
{
  return HalvingSizes(options.dimensions, options.features.size());
}

NetworkSizes
SizesOf(const KerasUNetOptions & options)
{
  return HalvingSizes(options.dimensions, 2);
}

} // namespace vox
