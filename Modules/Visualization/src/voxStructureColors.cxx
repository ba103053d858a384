// SPDX-License-Identifier: Apache-2.0
#include "voxStructureColors.h"

#include <algorithm>

namespace vox
{

std::size_t
StructurePosition(std::span<const LabelEntry> structures, std::int64_t value)
{
  std::size_t best = structures.size();
  for (std::size_t i = 0; i < structures.size(); ++i)
  {
    const auto & values = structures[i].values;
    const bool holds = std::find(values.begin(), values.end(), value) != values.end();
    if (holds && (best == structures.size() || values.size() < structures[best].values.size()))
    {
      best = i;
    }
  }
  return best;
}

Rgb
StructureColor(std::span<const LabelEntry> structures, std::int64_t value)
{
  const std::size_t position = StructurePosition(structures, value);
  return LabelColor(position < structures.size()
                        ? position
                        : structures.size() + static_cast<std::size_t>(std::max<std::int64_t>(value - 1, 0)));
}

} // namespace vox
