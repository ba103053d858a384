// SPDX-License-Identifier: Apache-2.0
#ifndef voxChartFrame_h
#define voxChartFrame_h

#include "voxChartAxis.h"
#include "voxCurveSvg.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace vox
{

/** Colors of series, told apart by color-blind eyes too: classes s0 to s7 are lines, d0 to d7 filled. */
constexpr std::size_t ChartColorCount = 8;

/** Where the frame of a chart begins, and the room at its right, in pixels. */
constexpr double ChartLeft = 68.0;
constexpr double ChartRight = 20.0;

/** Height of the title, 0 without one. */
[[nodiscard]] double TitleHeight(const CurveChartOptions & options);

/** The start of a chart as SvgHead, with the colors of series, grid (class g) and axes (class a), and its title. */
[[nodiscard]] std::string ChartHead(const CurveChartOptions & options, std::string_view rules);

/** Grid lines, ticks and their texts, the horizontal axis, and the labels of both axes. */
[[nodiscard]] std::string FrameElements(const CurveChartOptions & options, const Axis & x, const Axis & y);

/** Ticks of the horizontal axis alone, with grid lines up to `top`, and its label. */
[[nodiscard]] std::string HorizontalElements(const CurveChartOptions & options, const Axis & x, double bottom,
                                             double top);

} // namespace vox

#endif
