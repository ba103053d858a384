// SPDX-License-Identifier: Apache-2.0
#include "voxMonaiSegResNetOptions.h"

#include "voxOptionChecks.h"
#include "voxSizeRules.h"

#include <iterator>

namespace vox
{

void
Validate(const MonaiSegResNetOptions & options, const char * where)
{
  RequireImages(options, where);
  RequireAtLeast(std::ssize(options.blocksDown), 2, "the number of levels in blocks_down", where);
  RequireAllPositive(options.blocksDown, "an entry of blocks_down", where);
  RequireLength(options.blocksUp.size(), options.blocksDown.size() - 1, "blocks_up", where);
  RequireAllPositive(options.blocksUp, "an entry of blocks_up", where);
  RequireAtLeast(options.initialFilters, 1, "initial_filters", where);
  RequireAtLeast(options.normGroups, 1, "norm_groups", where);
  RequireMultiple(options.initialFilters, options.normGroups, "initial_filters", where);
  RequireProbability(options.dropout, "dropout", where);
}

NetworkSizes
SizesOf(const MonaiSegResNetOptions & options)
{
  return HalvingSizes(options.dimensions, options.blocksDown.size());
}

} // namespace vox
