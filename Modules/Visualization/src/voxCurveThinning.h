// SPDX-License-Identifier: Apache-2.0
#ifndef voxCurveThinning_h
#define voxCurveThinning_h

#include <vector>

namespace vox
{

struct CurvePoint
{
  double x = 0.0;
  double y = 0.0;
};

/** Fewer points that draw the same line: of each run of points within one unit of x (a pixel) the first, the lowest,
 * the highest and the last, in their order. Lines of few points stay as they are. */
[[nodiscard]] std::vector<CurvePoint> Thinned(const std::vector<CurvePoint> & points);

} // namespace vox

#endif
