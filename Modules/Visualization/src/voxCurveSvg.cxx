// SPDX-License-Identifier: Apache-2.0
#include "voxCurveSvg.h"

#include "voxChartAxis.h"
#include "voxChartFrame.h"
#include "voxChartLegend.h"
#include "voxCurveThinning.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vox
{
namespace
{

/** The pieces of one series between its gaps, as SVG paths; a lone point becomes a dot. */
std::string
CurveElements(const CurveSeries & curve, const Axis & x, const Axis & y, std::size_t color)
{
  std::string path;
  std::string dots;
  std::vector<CurvePoint> piece;
  const auto flush = [&] {
    const std::vector<CurvePoint> thinned = Thinned(piece);
    if (thinned.size() == 1)
    {
      dots += fmt::format("<circle class=\"d{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.2\"/>\n", color, thinned[0].x,
                          thinned[0].y);
    }
    for (std::size_t i = 0; thinned.size() > 1 && i < thinned.size(); ++i)
    {
      path += fmt::format("{}{:.1f} {:.1f}", i == 0 ? 'M' : 'L', thinned[i].x, thinned[i].y);
    }
    piece.clear();
  };
  for (std::size_t i = 0; i < curve.x.size(); ++i)
  {
    if (x.CanShow(curve.x[i]) && y.CanShow(curve.y[i]))
    {
      piece.push_back({x.PixelOf(curve.x[i]), y.PixelOf(curve.y[i])});
    }
    else
    {
      flush();
    }
  }
  flush();
  const char * dash = curve.dashed ? " stroke-dasharray=\"5 4\"" : "";
  return (path.empty() ? "" : fmt::format("<path class=\"s{}\"{} d=\"{}\"/>\n", color, dash, path)) + dots;
}

} // namespace

std::span<const EnumName<AxisScale>>
EnumNames(AxisScale)
{
  static constexpr std::array<EnumName<AxisScale>, 2> names{
      {{AxisScale::Linear, "linear"}, {AxisScale::Logarithmic, "logarithmic"}}};
  return names;
}

void
Validate(const CurveChartOptions & options)
{
  if (options.widthPixels < 240 || options.widthPixels > 8192)
  {
    Fail(ErrorKind::Usage, "width_pixels: found {}, expected 240 to 8192", options.widthPixels);
  }
  if (options.heightPixels < 160 || options.heightPixels > 8192)
  {
    Fail(ErrorKind::Usage, "height_pixels: found {}, expected 160 to 8192", options.heightPixels);
  }
}

std::string
RenderCurvesSvg(std::span<const CurveSeries> series, const CurveChartOptions & options)
{
  Validate(options);
  RequireSameLengths(series);
  const auto width = static_cast<double>(options.widthPixels);
  const auto height = static_cast<double>(options.heightPixels);
  Axis x;
  Axis y;
  y.scale = options.yScale;
  SetRange(x, series, &CurveSeries::x);
  SetRange(y, series, &CurveSeries::y);

  const ChartLegend legend(series, options);
  y.highPixel = 20.0 + TitleHeight(options) + legend.Height();
  y.lowPixel = height - (options.xLabel.empty() ? 32.0 : 52.0);
  x.lowPixel = ChartLeft;
  x.highPixel = width - ChartRight;
  SetTicks(x, y);

  std::string svg = ChartHead(options, "path{fill:none;stroke-width:1.8;stroke-linejoin:round}");
  svg += legend.Elements(ChartLegend::Mark::Line);
  svg += FrameElements(options, x, y);
  for (std::size_t i = 0; i < series.size(); ++i)
  {
    svg += CurveElements(series[i], x, y, i % ChartColorCount);
  }
  return svg + "</svg>\n";
}

} // namespace vox
