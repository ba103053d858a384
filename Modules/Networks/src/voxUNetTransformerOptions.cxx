// SPDX-License-Identifier: Apache-2.0
#include "voxUNetTransformerOptions.h"

#include "voxError.h"
#include "voxOptionChecks.h"

namespace vox
{
namespace
{

std::int64_t
LargestGrid(const UNetTransformerOptions & options)
{
  if (options.attentionGrid != 0)
  {
    return options.attentionGrid;
  }
  return options.dimensions == 2 ? 128 : 24;
}

} // namespace

void
Validate(const UNetTransformerOptions & options, const char * where)
{
  constexpr std::int64_t mostPositions = 65536;
  RequireImages(options, where);
  const auto stages = static_cast<std::int64_t>(options.featuresPerStage.size());
  if (stages < 2)
  {
    Fail(ErrorKind::BadModel, "{}: found {} stages in features_per_stage, expected 2 or more", where, stages);
  }
  for (const std::int64_t channels : options.featuresPerStage)
  {
    RequireMultiple(channels, options.heads, "an entry of features_per_stage", "heads", where);
  }
  if (options.gatedSkips < 0 || options.gatedSkips >= stages)
  {
    Fail(ErrorKind::BadModel, "{}: gated_skips is {}, expected 0 to {}, the number of skips", where, options.gatedSkips,
         stages - 1);
  }
  const std::int64_t grid = LargestGrid(options);
  RequirePositive(grid, "attention_grid", where);
  if (grid > mostPositions || grid * grid * (options.dimensions == 3 ? grid : 1) > mostPositions)
  {
    Fail(ErrorKind::BadModel,
         "{}: attention_grid is {}, expected {} or less: attention among more than {} voxels takes too long", where,
         grid, options.dimensions == 3 ? 40 : 256, mostPositions);
  }
}

NetworkSizes
SizesOf(const UNetTransformerOptions & options)
{
  const auto coarsest = static_cast<std::int64_t>(options.featuresPerStage.size()) - 1;
  // The finest gate looks at the features one stage below its skip; without gates attention sees the coarsest alone.
  const std::int64_t attended = options.gatedSkips == 0 ? coarsest : coarsest - options.gatedSkips + 1;
  const std::int64_t multiple = std::int64_t{1} << coarsest;
  const AxisSizes axis{
      .multiple = multiple, .smallest = multiple, .largest = LargestGrid(options) * (std::int64_t{1} << attended)};
  return {.axes = {axis, axis, axis}};
}

} // namespace vox
