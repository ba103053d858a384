// SPDX-License-Identifier: Apache-2.0
#include "voxSeparateAxis.h"

#include <algorithm>

namespace vox
{
namespace
{
constexpr double anisotropyThreshold = 3.0;

double
Longest(const Zyx<double> & spacing)
{
  return std::max({spacing.z, spacing.y, spacing.x});
}

bool
IsAnisotropic(const Zyx<double> & spacing)
{
  return Longest(spacing) / std::min({spacing.z, spacing.y, spacing.x}) > anisotropyThreshold;
}

std::optional<std::size_t>
LongestAxis(const Zyx<double> & spacing)
{
  std::optional<std::size_t> found;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    if (Longest(spacing) / spacing[axis] == 1.0)
    {
      if (found)
      {
        return std::nullopt;
      }
      found = axis;
    }
  }
  return found;
}
} // namespace

std::optional<std::size_t>
SeparateAxis(const Zyx<double> & currentSpacingMm, const Zyx<double> & newSpacingMm, std::optional<bool> force)
{
  if (force.value_or(IsAnisotropic(currentSpacingMm)))
  {
    return LongestAxis(currentSpacingMm);
  }
  return !force && IsAnisotropic(newSpacingMm) ? LongestAxis(newSpacingMm) : std::nullopt;
}

} // namespace vox
