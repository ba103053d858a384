// SPDX-License-Identifier: Apache-2.0
#include "voxReferenceParts.h"

namespace vox
{

ReferenceParts
ClassParts(std::int64_t first, std::int64_t classes, const std::optional<std::int64_t> & ignoreLabel)
{
  ReferenceParts parts;
  for (std::int64_t k = first; k < classes; ++k)
  {
    parts.push_back({k});
  }
  return RegionParts(parts, classes - first, ignoreLabel);
}

ReferenceParts
ForegroundPart(std::int64_t classes, const std::optional<std::int64_t> & ignoreLabel)
{
  std::vector<std::int64_t> labels;
  for (std::int64_t k = 1; k < classes; ++k)
  {
    labels.push_back(k);
  }
  return RegionParts({labels}, 1, ignoreLabel);
}

ReferenceParts
RegionParts(const ReferenceParts & regions, std::int64_t heads, const std::optional<std::int64_t> & ignoreLabel)
{
  if (regions.empty())
  {
    return ClassParts(0, heads, ignoreLabel);
  }
  ReferenceParts parts = regions;
  for (std::vector<std::int64_t> & part : parts)
  {
    std::erase_if(part, [&](std::int64_t label) { return label == ignoreLabel; });
  }
  return parts;
}

} // namespace vox
