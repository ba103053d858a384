// SPDX-License-Identifier: Apache-2.0
#include "voxNestedUNetOptions.h"

#include "voxError.h"
#include "voxOptionChecks.h"
#include "voxSizeRules.h"

namespace vox
{

void
Validate(const NestedUNetOptions & options, const char * where)
{
  RequireImages(options, where);
  RequireLevels(options.features, 2, where);
  const auto heads = static_cast<std::int64_t>(options.features.size()) - 1;
  if (options.predictionHead < 0 || options.predictionHead > heads)
  {
    Fail(ErrorKind::BadModel, "{}: prediction_head is {}, expected 1 to {}, or 0 for the average", where,
         options.predictionHead, heads);
  }
  if (!options.deepSupervision && options.predictionHead != 0)
  {
    Fail(ErrorKind::BadModel, "{}: prediction_head is {}, but without deep_supervision there is one head; expected 0",
         where, options.predictionHead);
  }
}

NetworkSizes
SizesOf(const NestedUNetOptions & options)
{
  NetworkSizes sizes = HalvingSizes(options.dimensions, options.features.size());
  if (options.deepSupervision)
  {
    sizes.outputStrides.assign(options.features.size() - 1, {1, 1, 1});
  }
  return sizes;
}

} // namespace vox
