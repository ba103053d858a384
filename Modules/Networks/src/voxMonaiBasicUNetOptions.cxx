// SPDX-License-Identifier: Apache-2.0
#include "voxMonaiBasicUNetOptions.h"

#include "voxOptionChecks.h"
#include "voxSizeRules.h"

namespace vox
{

void
Validate(const MonaiBasicUNetOptions & options, const char * where)
{
  RequireImages(options, where);
  RequireLength(options.features.size(), 6, "features", where);
  RequireAllPositive(options.features, "an entry of features", where);
  for (std::size_t level = 1; level < 5; ++level)
  {
    RequireAtLeast(options.features[level], 2, "an entry of features below the finest level", where);
  }
  RequireSlope(options.negativeSlope, "negative_slope", where);
  RequireProbability(options.dropout, "dropout", where);
}

NetworkSizes
SizesOf(const MonaiBasicUNetOptions & options)
{
  return HalvingSizes(options.dimensions, 5);
}

NetworkSizes
SizesOf(const MonaiBasicUNetPlusPlusOptions & options)
{
  NetworkSizes sizes = SizesOf(static_cast<const MonaiBasicUNetOptions &>(options));
  sizes.outputStrides.assign(4, {1, 1, 1});
  return sizes;
}

} // namespace vox
