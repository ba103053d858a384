// SPDX-License-Identifier: Apache-2.0
#ifndef voxScatterSvg_h
#define voxScatterSvg_h

#include "voxCurveSvg.h"

namespace vox
{

/** A level that points are compared with. */
struct ScatterLevel
{
  double y = 0.0;
  std::string text; ///< at its right end
  bool dashed = false;
};

/** Points as a self-contained SVG document in the form of RenderCurvesSvg; `dashed` of a series means nothing. Points
 * with a coordinate that is not finite are left out. The axes span all points and levels. Throws as RenderCurvesSvg. */
[[nodiscard]] std::string RenderScatterSvg(std::span<const CurveSeries> series, std::span<const ScatterLevel> levels,
                                           const CurveChartOptions & options);

} // namespace vox

#endif
