// SPDX-License-Identifier: Apache-2.0
#ifndef voxCurveSvg_h
#define voxCurveSvg_h

#include "voxOptions.h"

#include <span>
#include <string>
#include <vector>

namespace vox
{

enum class AxisScale
{
  Linear,
  Logarithmic ///< base 10; values that are not positive are gaps
};
[[nodiscard]] std::span<const EnumName<AxisScale>> EnumNames(AxisScale);

/** One line of a chart. Points with a coordinate that is not finite are gaps. */
struct CurveSeries
{
  std::string name;
  std::vector<double> x;
  std::vector<double> y;
  bool dashed = false; ///< for a companion of another series, such as a raw value beside its moving average
};

struct CurveChartOptions
{
  std::string title{};
  std::string xLabel{}; ///< with its unit
  std::string yLabel{};
  AxisScale yScale = AxisScale::Linear;
  std::int64_t widthPixels = 760;
  std::int64_t heightPixels = 420;
};

template <typename TVisitor>
void
VisitFields(CurveChartOptions & o, TVisitor && visit)
{
  visit("title", o.title, "text above the chart");
  visit("x_label", o.xLabel, "name and unit of the horizontal axis");
  visit("y_label", o.yLabel, "name and unit of the vertical axis");
  visit("y_scale", o.yScale, "linear or logarithmic");
  visit("width_pixels", o.widthPixels, "width of the chart");
  visit("height_pixels", o.heightPixels, "height of the chart");
}

/** Throws Error(Usage) for a width outside 240 to 8192 or a height outside 160 to 8192. */
void Validate(const CurveChartOptions & options);

/** A line chart as a self-contained SVG 1.1 document: title, axes with round ticks, grid lines, a legend, and one line
 * per series. Its own colors and background follow the light or dark preference of the viewer by a media query; viewers
 * without one show the light form. Series of more points than pixels are thinned per pixel column to first, lowest,
 * highest and last, which draws the same picture. Without any finite point the axes span 0 to 1 (1 to 10 on a
 * logarithmic axis). Throws Error(Internal) when x and y of a series differ in length. */
[[nodiscard]] std::string RenderCurvesSvg(std::span<const CurveSeries> series, const CurveChartOptions & options);

} // namespace vox

#endif
