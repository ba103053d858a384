// SPDX-License-Identifier: Apache-2.0
#include "voxExtent.h"

#include "voxError.h"

#include <algorithm>

namespace vox
{

void
RequireExtent(const std::vector<double> & extentMm, const char * name)
{
  const bool fits = extentMm.size() == 3 && std::ranges::all_of(extentMm, [](double length) { return length > 0.0; });
  if (!extentMm.empty() && !fits)
  {
    Fail(ErrorKind::Usage, "{}: extent_mm is [{}], expected three lengths above 0: z, y, x", name,
         fmt::join(extentMm, ", "));
  }
}

Zyx<double>
SpacingOf(at::IntArrayRef sizes, const std::vector<double> & extentMm)
{
  Zyx<double> spacing{1.0, 1.0, 1.0};
  for (std::size_t axis = 0; !extentMm.empty() && axis < sizes.size(); ++axis)
  {
    const std::size_t from = 3 - sizes.size() + axis;
    spacing[from] = extentMm[from] / static_cast<double>(sizes[axis]);
  }
  return spacing;
}

double
SmallestSpacing(at::IntArrayRef sizes, const std::vector<double> & extentMm)
{
  const Zyx<double> spacing = SpacingOf(sizes, extentMm);
  const double inPlane = std::min(spacing.y, spacing.x);
  return sizes.size() == 3 ? std::min(spacing.z, inPlane) : inPlane;
}

} // namespace vox
