// SPDX-License-Identifier: Apache-2.0
#include "voxChartFrame.h"

#include "voxMarkup.h"
#include "voxNiceSteps.h"

#include <array>

namespace vox
{
namespace
{

constexpr std::array<const char *, ChartColorCount> LightColors{"#c2410c", "#1d4ed8", "#15803d", "#7e22ce",
                                                                "#a16207", "#0e7490", "#be185d", "#475569"};
constexpr std::array<const char *, ChartColorCount> DarkColors{"#ff8a4c", "#6ea8ff", "#6fd387", "#c88bff",
                                                               "#ffd447", "#4fd6e0", "#ff7eb6", "#a9b4c2"};

/** The colors of grid, axes and series. */
std::string
Palette(const char * faint, const char * grid, const std::array<const char *, ChartColorCount> & colors)
{
  std::string result = fmt::format(".g{{stroke:{}}}.a{{stroke:{}}}", grid, faint);
  for (std::size_t i = 0; i < ChartColorCount; ++i)
  {
    result += fmt::format(".s{}{{stroke:{}}}.d{}{{fill:{}}}", i, colors[i], i, colors[i]);
  }
  return result;
}

std::string
HorizontalLabel(const CurveChartOptions & options, const Axis & x)
{
  return options.xLabel.empty()
             ? ""
             : fmt::format("<text class=\"f\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n",
                           (x.lowPixel + x.highPixel) / 2.0, static_cast<double>(options.heightPixels) - 12.0,
                           Escaped(options.xLabel));
}

} // namespace

double
TitleHeight(const CurveChartOptions & options)
{
  return options.title.empty() ? 0.0 : 26.0;
}

std::string
ChartHead(const CurveChartOptions & options, std::string_view rules)
{
  std::string svg = SvgHead(options.widthPixels, options.heightPixels, options.title, rules,
                            Palette("#59636e", "#e4e8ec", LightColors), Palette("#9aa5b1", "#2a3139", DarkColors));
  if (!options.title.empty())
  {
    svg += fmt::format("<text class=\"t h\" x=\"{:g}\" y=\"26\">{}</text>\n", ChartLeft, Escaped(options.title));
  }
  return svg;
}

std::string
FrameElements(const CurveChartOptions & options, const Axis & x, const Axis & y)
{
  std::string result;
  for (const double tick : y.ticks)
  {
    const double pixel = y.PixelOf(tick);
    result += fmt::format("<line class=\"g\" x1=\"{0:.1f}\" x2=\"{1:.1f}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>"
                          "<text class=\"f\" x=\"{3:.1f}\" y=\"{4:.1f}\" text-anchor=\"end\">{5}</text>\n",
                          x.lowPixel, x.highPixel, pixel, x.lowPixel - 8.0, pixel + 4.0, TickText(tick));
  }
  result += HorizontalElements(options, x, y.lowPixel, y.lowPixel);
  if (!options.yLabel.empty())
  {
    result += fmt::format(
        "<text class=\"f\" transform=\"translate(18 {:.1f}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
        (y.lowPixel + y.highPixel) / 2.0, Escaped(options.yLabel));
  }
  return result;
}

std::string
HorizontalElements(const CurveChartOptions & options, const Axis & x, double bottom, double top)
{
  std::string result;
  for (const double tick : x.ticks)
  {
    const double pixel = x.PixelOf(tick);
    if (top < bottom)
    {
      result += fmt::format("<line class=\"g\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/>\n", pixel,
                            top, bottom);
    }
    result += fmt::format("<line class=\"a\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/>"
                          "<text class=\"f\" x=\"{0:.1f}\" y=\"{3:.1f}\" text-anchor=\"middle\">{4}</text>\n",
                          pixel, bottom, bottom + 5.0, bottom + 19.0, TickText(tick));
  }
  return result +
         fmt::format("<line class=\"a\" x1=\"{0:.1f}\" x2=\"{1:.1f}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>\n", x.lowPixel,
                     x.highPixel, bottom) +
         HorizontalLabel(options, x);
}

} // namespace vox
