// SPDX-License-Identifier: Apache-2.0
#include "voxVNetOptions.h"

#include "voxError.h"
#include "voxOptionChecks.h"
#include "voxSizeRules.h"

namespace vox
{

void
Validate(const VNetOptions & options, const char * where)
{
  RequireImages(options, where);
  RequirePositive(options.baseFeatures, "base_features", where);
  RequireProbability(options.dropout, "dropout", where);
  RequireProbability(options.skipDropout, "skip_dropout", where);
  if (options.baseFeatures % options.inputChannels != 0)
  {
    Fail(ErrorKind::BadModel,
         "{}: base_features is {}, expected a multiple of the {} input channels, which are repeated to as many", where,
         options.baseFeatures, options.inputChannels);
  }
}

NetworkSizes
SizesOf(const VNetOptions & options)
{
  return HalvingSizes(options.dimensions, 5);
}

} // namespace vox
