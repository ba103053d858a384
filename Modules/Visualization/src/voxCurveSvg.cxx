// SPDX-License-Identifier: Apache-2.0
#include "voxCurveSvg.h"

#include "voxChartAxis.h"
#include "voxCurveThinning.h"
#include "voxMarkup.h"
#include "voxNiceSteps.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vox
{
namespace
{

constexpr std::size_t ColorCount = 8;
constexpr std::array<const char *, ColorCount> LightColors{"#c2410c", "#1d4ed8", "#15803d", "#7e22ce",
                                                           "#a16207", "#0e7490", "#be185d", "#475569"};
constexpr std::array<const char *, ColorCount> DarkColors{"#ff8a4c", "#6ea8ff", "#6fd387", "#c88bff",
                                                          "#ffd447", "#4fd6e0", "#ff7eb6", "#a9b4c2"};

/** Lines from left to right below the title; each entry knows its line and x. */
struct LegendPlace
{
  double x = 0.0;
  int line = 0;
};

std::vector<LegendPlace>
PlaceLegend(std::span<const CurveSeries> series, double left, double right)
{
  std::vector<LegendPlace> result;
  LegendPlace next{left, 0};
  for (const CurveSeries & curve : series)
  {
    const double width = 26.0 + GuessedWidth(curve.name);
    if (next.x > left && next.x + width > right)
    {
      next = {left, next.line + 1};
    }
    result.push_back(next);
    next.x += width + 18.0;
  }
  return result;
}

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

/** The colors of grid, axes and lines. */
std::string
Palette(const char * faint, const char * grid, const std::array<const char *, ColorCount> & colors)
{
  std::string result = fmt::format(".g{{stroke:{}}}.a{{stroke:{}}}", grid, faint);
  for (std::size_t i = 0; i < ColorCount; ++i)
  {
    result += fmt::format(".s{}{{stroke:{}}}.d{}{{fill:{}}}", i, colors[i], i, colors[i]);
  }
  return result;
}

std::string
AxisElements(const Axis & x, const Axis & y)
{
  std::string result;
  for (const double tick : y.ticks)
  {
    const double pixel = y.PixelOf(tick);
    result += fmt::format("<line class=\"g\" x1=\"{0:.1f}\" x2=\"{1:.1f}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>"
                          "<text class=\"f\" x=\"{3:.1f}\" y=\"{4:.1f}\" text-anchor=\"end\">{5}</text>\n",
                          x.lowPixel, x.highPixel, pixel, x.lowPixel - 8.0, pixel + 4.0, TickText(tick));
  }
  for (const double tick : x.ticks)
  {
    const double pixel = x.PixelOf(tick);
    result += fmt::format("<line class=\"a\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/>"
                          "<text class=\"f\" x=\"{0:.1f}\" y=\"{3:.1f}\" text-anchor=\"middle\">{4}</text>\n",
                          pixel, y.lowPixel, y.lowPixel + 5.0, y.lowPixel + 19.0, TickText(tick));
  }
  return result + fmt::format("<line class=\"a\" x1=\"{0:.1f}\" x2=\"{1:.1f}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>\n",
                              x.lowPixel, x.highPixel, y.lowPixel);
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
  for (const CurveSeries & curve : series)
  {
    if (curve.x.size() != curve.y.size())
    {
      Fail(ErrorKind::Internal, "curve '{}': found {} values of x and {} of y, expected as many", curve.name,
           curve.x.size(), curve.y.size());
    }
  }
  const auto width = static_cast<double>(options.widthPixels);
  const auto height = static_cast<double>(options.heightPixels);
  Axis x;
  Axis y;
  y.scale = options.yScale;
  SetRange(x, series, &CurveSeries::x);
  SetRange(y, series, &CurveSeries::y);

  const double titleHeight = options.title.empty() ? 0.0 : 26.0;
  const auto legend = PlaceLegend(series, 68.0, width - 20.0);
  const double legendHeight = legend.empty() ? 0.0 : 20.0 * (legend.back().line + 1);
  y.highPixel = 20.0 + titleHeight + legendHeight;
  y.lowPixel = height - (options.xLabel.empty() ? 32.0 : 52.0);
  x.lowPixel = 68.0;
  x.highPixel = width - 20.0;
  SetTicks(x, y);

  std::string svg = SvgHead(options.widthPixels, options.heightPixels, options.title,
                            "path{fill:none;stroke-width:1.8;stroke-linejoin:round}",
                            Palette("#59636e", "#e4e8ec", LightColors), Palette("#9aa5b1", "#2a3139", DarkColors));
  if (!options.title.empty())
  {
    svg += fmt::format("<text class=\"t h\" x=\"68\" y=\"26\">{}</text>\n", Escaped(options.title));
  }
  for (std::size_t i = 0; i < series.size(); ++i)
  {
    const double baseline = titleHeight + 22.0 + 20.0 * legend[i].line;
    svg += fmt::format(
        "<path class=\"s{0}\"{1} d=\"M{2:.1f} {3:.1f}h18\"/><text class=\"t\" x=\"{4:.1f}\" y=\"{5:.1f}\">{6}</text>\n",
        i % ColorCount, series[i].dashed ? " stroke-dasharray=\"5 4\"" : "", legend[i].x, baseline - 4.0,
        legend[i].x + 24.0, baseline, Escaped(series[i].name));
  }
  svg += AxisElements(x, y);
  if (!options.xLabel.empty())
  {
    svg += fmt::format("<text class=\"f\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n",
                       (x.lowPixel + x.highPixel) / 2.0, height - 12.0, Escaped(options.xLabel));
  }
  if (!options.yLabel.empty())
  {
    svg += fmt::format(
        "<text class=\"f\" transform=\"translate(18 {:.1f}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
        (y.lowPixel + y.highPixel) / 2.0, Escaped(options.yLabel));
  }
  for (std::size_t i = 0; i < series.size(); ++i)
  {
    svg += CurveElements(series[i], x, y, i % ColorCount);
  }
  return svg + "</svg>\n";
}

} // namespace vox
