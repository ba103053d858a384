// SPDX-License-Identifier: Apache-2.0
#include "voxCurveThinning.h"

#include <algorithm>
#include <cmath>

namespace vox
{

std::vector<CurvePoint>
Thinned(const std::vector<CurvePoint> & points)
{
  std::vector<CurvePoint> result;
  for (auto first = points.begin(); first != points.end();)
  {
    const double column = std::floor(first->x);
    const auto last =
        std::find_if(first, points.end(), [&](const CurvePoint & p) { return std::floor(p.x) != column; });
    if (last - first <= 4)
    {
      result.insert(result.end(), first, last);
    }
    else
    {
      const auto lower = [](const CurvePoint & a, const CurvePoint & b) { return a.y < b.y; };
      auto [lowest, highest] = std::minmax_element(first + 1, last - 1, lower);
      result.insert(result.end(), {*first, *std::min(lowest, highest), *std::max(lowest, highest), *(last - 1)});
    }
    first = last;
  }
  return result;
}

} // namespace vox
