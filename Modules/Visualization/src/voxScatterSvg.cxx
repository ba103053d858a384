// SPDX-License-Identifier: Apache-2.0
#include "voxScatterSvg.h"

#include "voxChartAxis.h"
#include "voxChartFrame.h"
#include "voxChartLegend.h"
#include "voxMarkup.h"

#include <algorithm>

namespace vox
{
namespace
{

/** So that no point lies on the frame. */
void
Widen(Axis & axis)
{
  const double margin = 0.04 * (axis.high - axis.low);
  axis.low -= margin;
  axis.high += margin;
}

std::string
LevelElements(const ScatterLevel & level, const Axis & x, const Axis & y)
{
  const double pixel = y.PixelOf(level.y);
  return fmt::format("<line class=\"a\"{} x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>"
                     "<text class=\"t\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n",
                     level.dashed ? " stroke-dasharray=\"5 4\"" : "", x.lowPixel, x.highPixel, pixel, pixel,
                     x.highPixel - 4.0, pixel - 4.0, Escaped(level.text));
}

} // namespace

std::string
RenderScatterSvg(std::span<const CurveSeries> series, std::span<const ScatterLevel> levels,
                 const CurveChartOptions & options)
{
  Validate(options);
  RequireSameLengths(series);
  Axis x;
  Axis y;
  std::vector<CurveSeries> spanned(series.begin(), series.end());
  for (const ScatterLevel & level : levels)
  {
    spanned.push_back({"", {}, {level.y}});
  }
  SetRange(x, series, &CurveSeries::x);
  SetRange(y, spanned, &CurveSeries::y);
  Widen(x);
  Widen(y);
  const ChartLegend legend(series, options);
  y.highPixel = 20.0 + TitleHeight(options) + legend.Height();
  y.lowPixel = static_cast<double>(options.heightPixels) - (options.xLabel.empty() ? 32.0 : 52.0);
  x.lowPixel = ChartLeft;
  x.highPixel = static_cast<double>(options.widthPixels) - ChartRight;
  SetTicks(x, y);

  std::string svg = ChartHead(options, "circle{fill-opacity:.75}");
  svg += legend.Elements(ChartLegend::Mark::Dot) + FrameElements(options, x, y);
  for (const ScatterLevel & level : levels)
  {
    svg += LevelElements(level, x, y);
  }
  for (std::size_t i = 0; i < series.size(); ++i)
  {
    for (std::size_t k = 0; k < series[i].x.size(); ++k)
    {
      if (x.CanShow(series[i].x[k]) && y.CanShow(series[i].y[k]))
      {
        svg += fmt::format("<circle class=\"d{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.2\"/>\n", i % ChartColorCount,
                           x.PixelOf(series[i].x[k]), y.PixelOf(series[i].y[k]));
      }
    }
  }
  return svg + "</svg>\n";
}

} // namespace vox
