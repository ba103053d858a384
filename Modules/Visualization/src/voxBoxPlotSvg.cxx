// SPDX-License-Identifier: Apache-2.0
#include "voxBoxPlotSvg.h"

#include "voxChartAxis.h"
#include "voxChartFrame.h"
#include "voxMarkup.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

constexpr double RowHeight = 34.0;
constexpr double BoxHeight = 18.0;
constexpr double MostNamePixels = 260.0;

/** The values of a box that have a place on the axis, ascending, and the counts of others. */
struct Sorted
{
  std::vector<double> finite;
  std::size_t infinite = 0;
  std::size_t undefined = 0;

  explicit Sorted(const BoxSeries & box)
  {
    for (const std::optional<double> & value : box.values)
    {
      if (!value || std::isnan(*value))
      {
        ++undefined;
      }
      else if (std::isinf(*value))
      {
        ++infinite;
      }
      else
      {
        finite.push_back(*value);
      }
    }
    std::sort(finite.begin(), finite.end());
  }

  /** Requires a value. */
  [[nodiscard]] double
  Quantile(double share) const
  {
    const double rank = share * static_cast<double>(finite.size() - 1);
    const auto below = static_cast<std::size_t>(rank);
    const std::size_t above = std::min(below + 1, finite.size() - 1);
    return std::lerp(finite[below], finite[above], rank - static_cast<double>(below));
  }
};

std::string
NameOf(const BoxSeries & box, const Sorted & values)
{
  std::string name = box.name;
  if (values.infinite > 0)
  {
    name += fmt::format(" ({} inf)", values.infinite);
  }
  if (values.undefined > 0)
  {
    name += fmt::format(" ({} n/a)", values.undefined);
  }
  return name;
}

std::string
BoxElements(const Sorted & values, const Axis & x, double middle, std::size_t color)
{
  if (values.finite.empty())
  {
    return {};
  }
  const double low = values.Quantile(0.25);
  const double high = values.Quantile(0.75);
  const double reach = 1.5 * (high - low);
  const double first = *std::lower_bound(values.finite.begin(), values.finite.end(), low - reach);
  const double last = *std::prev(std::upper_bound(values.finite.begin(), values.finite.end(), high + reach));
  const double top = middle - BoxHeight / 2.0;
  std::string svg;
  for (std::size_t i = 0; i < values.finite.size(); ++i)
  {
    // Spread over the height of the box in an order that looks like none, so that equal values can be told apart.
    const double offset = (static_cast<double>(i * 7 % 11) / 10.0 - 0.5) * BoxHeight * 0.7;
    svg += fmt::format("<circle class=\"d{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2\"/>\n", color,
                       x.PixelOf(values.finite[i]), middle + offset);
  }
  svg += fmt::format("<path class=\"s{}\" d=\"M{:.1f} {:.1f}H{:.1f}M{:.1f} {:.1f}H{:.1f}\"/>", color, x.PixelOf(first),
                     middle, x.PixelOf(low), x.PixelOf(high), middle, x.PixelOf(last));
  svg += fmt::format("<rect class=\"s{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>", color,
                     x.PixelOf(low), top, x.PixelOf(high) - x.PixelOf(low), BoxHeight);
  const double median = x.PixelOf(values.Quantile(0.5));
  return svg +
         fmt::format("<path class=\"s{} m\" d=\"M{:.1f} {:.1f}V{:.1f}\"/>\n", color, median, top, top + BoxHeight);
}

} // namespace

std::string
RenderBoxPlotSvg(std::span<const BoxSeries> boxes, CurveChartOptions options)
{
  Validate(options);
  const double top = 20.0 + TitleHeight(options);
  const double bottom = top + RowHeight * static_cast<double>(std::max<std::size_t>(boxes.size(), 1));
  options.heightPixels = static_cast<std::int64_t>(bottom) + (options.xLabel.empty() ? 32 : 52);
  std::vector<Sorted> sorted;
  std::vector<CurveSeries> spanned;
  double nameWidth = 0.0;
  for (const BoxSeries & box : boxes)
  {
    sorted.emplace_back(box);
    spanned.push_back({"", sorted.back().finite, {}});
    nameWidth = std::max(nameWidth, GuessedWidth(NameOf(box, sorted.back())));
  }
  Axis x;
  SetRange(x, spanned, &CurveSeries::x);
  const double margin = 0.02 * (x.high - x.low);
  x.low -= margin;
  x.high += margin;
  x.lowPixel = 20.0 + std::min(nameWidth, MostNamePixels);
  x.highPixel = static_cast<double>(options.widthPixels) - ChartRight;
  Axis unused;
  unused.lowPixel = bottom;
  unused.highPixel = top;
  SetTicks(x, unused);

  std::string svg =
      ChartHead(options, "path,rect:not(.bg){fill:none;stroke-width:1.6}.m{stroke-width:3.2}circle{fill-opacity:.45}");
  svg += HorizontalElements(options, x, bottom, top);
  for (std::size_t i = 0; i < boxes.size(); ++i)
  {
    const double middle = top + RowHeight * (static_cast<double>(i) + 0.5);
    const std::string name = NameOf(boxes[i], sorted[i]);
    const double fitting = MostNamePixels / std::max(GuessedWidth(name), 1.0);
    const std::string squeezed =
        fitting < 1.0 ? fmt::format(" textLength=\"{:.0f}\" lengthAdjust=\"spacingAndGlyphs\"", MostNamePixels) : "";
    svg += fmt::format("<text class=\"t\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\"{}>{}</text>\n",
                       x.lowPixel - 10.0, middle + 4.0, squeezed, Escaped(name));
    svg += BoxElements(sorted[i], x, middle, i % ChartColorCount);
  }
  return svg + "</svg>\n";
}

} // namespace vox
