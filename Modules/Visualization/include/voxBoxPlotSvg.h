// SPDX-License-Identifier: Apache-2.0
#ifndef voxBoxPlotSvg_h
#define voxBoxPlotSvg_h

#include "voxCurveSvg.h"

#include <optional>

namespace vox
{

/** What one box shows. */
struct BoxSeries
{
  std::string name;
  std::vector<std::optional<double>> values; ///< in any order; nothing where undefined
};

/** Lying boxes, one below the other, as a self-contained SVG document in the colors of RenderCurvesSvg: median,
 * quartiles (linear interpolation between ranks), whiskers to the last value within 1.5 times the distance of the
 * quartiles (Tukey, "Exploratory Data Analysis", 1977), and every finite value as a dot. Names stand at the left,
 * with the counts of values that are infinite or undefined behind them. The height grows with the boxes, whatever the
 * options say; yLabel has no place. Throws Error(Usage) for options that do not validate. */
[[nodiscard]] std::string RenderBoxPlotSvg(std::span<const BoxSeries> boxes, CurveChartOptions options);

} // namespace vox

#endif
