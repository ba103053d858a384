// SPDX-License-Identifier: Apache-2.0
#include "voxUNet3DOptions.h"

#include "voxError.h"
#include "voxOptionChecks.h"
#include "voxSizeRules.h"

namespace vox
{

void
Validate(const UNet3DOptions & options, const char * where)
{
  RequireImages(options, where);
  RequireLevels(options.features, 2, where);
  if (options.skip == SkipConnection::Add)
  {
    Fail(ErrorKind::BadModel,
         "{}: skip is add, but upsampled features have the channels of the coarser level; expected concat or none",
         where);
  }
}

NetworkSizes
SizesOf(const UNet3DOptions & options)
{
  return options.padding ? HalvingSizes(options.dimensions, options.features.size())
                         : ShrinkingSizes(options.dimensions, options.features.size());
}

} // namespace vox
