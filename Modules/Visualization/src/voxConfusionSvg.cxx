// SPDX-License-Identifier: Apache-2.0
#include "voxConfusionSvg.h"

#include "voxMarkup.h"
#include "voxShortened.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace vox
{
namespace
{

constexpr std::size_t MostClasses = 256;
constexpr std::int64_t NarrowestWithNumbers = 52;
constexpr std::size_t MostCharacters = 24;
constexpr double Edge = 20.0;

std::string
PercentText(std::int64_t count, std::int64_t total)
{
  if (count == 0 || count == total)
  {
    return count == 0 ? "0 %" : "100 %";
  }
  const double percent = 100.0 * static_cast<double>(count) / static_cast<double>(total);
  return percent < 0.05 ? "<0.1 %" : percent >= 99.95 ? ">99.9 %" : fmt::format("{:.1f} %", percent);
}

/** "1 234 567" with thin spaces, "12.3 M", "4.56 G": what fits below a percentage. */
std::string
CountText(std::int64_t count)
{
  constexpr double Million = 1e6;
  if (count >= 10'000'000)
  {
    const double millions = static_cast<double>(count) / Million;
    return millions < 999.95 ? fmt::format("{:.1f} M", millions) : fmt::format("{:.3g} G", millions / 1e3);
  }
  std::string text = fmt::format("{}", count);
  for (std::ptrdiff_t place = std::ssize(text) - 3; place > 0; place -= 3)
  {
    text.insert(static_cast<std::size_t>(place), "\u2009");
  }
  return text;
}

struct Layout
{
  double left = 0.0; ///< of the cells
  double top = 0.0;
  double cell = 0.0;
  double width = 0.0; ///< of the whole chart
  double height = 0.0;
  bool isSlanted = false; ///< names of columns, where one is wider than a cell
};

Layout
LayOut(const std::vector<std::string> & shown, const ConfusionChartOptions & options)
{
  constexpr double Slant = 0.7071;
  double widest = 0.0;
  for (const std::string & name : shown)
  {
    widest = std::max(widest, GuessedWidth(name));
  }
  Layout layout;
  layout.cell = static_cast<double>(options.cellPixels);
  layout.isSlanted = widest > layout.cell - 6.0;
  const double side = layout.cell * static_cast<double>(shown.size());
  layout.left = Edge + 22.0 + widest + 10.0;
  layout.top = Edge + (options.title.empty() ? 0.0 : 26.0) + 22.0 + (layout.isSlanted ? Slant * widest + 16.0 : 22.0);
  const double beyond = layout.isSlanted ? std::max(0.0, Slant * widest - layout.cell / 2.0) : 0.0;
  const double titleWidth = 1.3 * GuessedWidth(options.title);
  layout.width = std::ceil(std::max(layout.left + side + beyond + Edge, titleWidth + 2.0 * Edge));
  layout.height = std::ceil(layout.top + side + 40.0);
  return layout;
}

/** What stands around the cells. */
std::string
Labels(const std::vector<std::string> & shown, const Layout & layout, const ConfusionChartOptions & options)
{
  const double side = layout.cell * static_cast<double>(shown.size());
  std::string svg;
  if (!options.title.empty())
  {
    svg += fmt::format("<text class=\"t h\" x=\"{:.1f}\" y=\"32\">{}</text>\n", Edge, Escaped(options.title));
  }
  svg += fmt::format("<text class=\"f\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", layout.left,
                     Edge + (options.title.empty() ? 12.0 : 38.0), Escaped(options.columnLabel));
  svg += fmt::format(
      "<text class=\"f\" transform=\"translate({:.1f} {:.1f}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
      Edge + 12.0, layout.top + side / 2.0, Escaped(options.rowLabel));
  for (std::size_t i = 0; i < shown.size(); ++i)
  {
    const double middle = (static_cast<double>(i) + 0.5) * layout.cell;
    svg += fmt::format("<text class=\"t\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n",
                       layout.left - 10.0, layout.top + middle + 4.0, Escaped(shown[i]));
    svg += layout.isSlanted
               ? fmt::format("<text class=\"t\" transform=\"translate({:.1f} {:.1f}) rotate(-45)\">{}</text>\n",
                             layout.left + middle, layout.top - 8.0, Escaped(shown[i]))
               : fmt::format("<text class=\"t\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n",
                             layout.left + middle, layout.top - 8.0, Escaped(shown[i]));
  }
  return svg + fmt::format("<text class=\"f\" x=\"{:.1f}\" y=\"{:.1f}\">shade: share of the row</text>\n", layout.left,
                           layout.top + side + 24.0);
}

/** One row of cells. */
std::string
Row(std::size_t row, std::span<const std::int64_t> counts, std::span<const std::string> names, const Layout & layout,
    const ConfusionChartOptions & options)
{
  const std::int64_t total = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  const double y = layout.top + static_cast<double>(row) * layout.cell;
  std::string svg;
  for (std::size_t column = 0; column < counts.size(); ++column)
  {
    const std::int64_t count = counts[column];
    const double share = total == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(total);
    const double x = layout.left + static_cast<double>(column) * layout.cell;
    const std::string percent = total == 0 ? "–" : PercentText(count, total);
    svg += fmt::format("<g><title>{} {}, {} {}: {} of {} ({})</title>"
                       "<rect class=\"c\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
                       "fill-opacity=\"{:.3f}\"/>",
                       Escaped(options.rowLabel), Escaped(names[row]), Escaped(options.columnLabel),
                       Escaped(names[column]), count, total, Escaped(percent), x, y, layout.cell, layout.cell, share);
    if (options.cellPixels >= NarrowestWithNumbers)
    {
      const double middle = x + layout.cell / 2.0;
      const char * textClass = count == 0 ? "f" : "t";
      svg += fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>", textClass,
                         middle, y + layout.cell / 2.0 + (count == 0 ? 4.0 : -1.0), Escaped(percent));
      if (count > 0)
      {
        svg += fmt::format("<text class=\"t n\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>", middle,
                           y + layout.cell / 2.0 + 14.0, CountText(count));
      }
    }
    svg += "</g>\n";
  }
  return svg;
}

} // namespace

void
Validate(const ConfusionChartOptions & options)
{
  if (options.cellPixels < 8 || options.cellPixels > 256)
  {
    Fail(ErrorKind::Usage, "cell_pixels: found {}, expected 8 to 256", options.cellPixels);
  }
}

std::string
RenderConfusionSvg(std::span<const std::string> names, std::span<const std::int64_t> counts,
                   const ConfusionChartOptions & options)
{
  Validate(options);
  if (names.empty() || names.size() > MostClasses)
  {
    Fail(ErrorKind::Usage, "confusion matrix: found {} classes, expected 1 to {}", names.size(), MostClasses);
  }
  if (counts.size() != names.size() * names.size())
  {
    Fail(ErrorKind::Internal, "confusion matrix: found {} counts for {} classes, expected {}", counts.size(),
         names.size(), names.size() * names.size());
  }
  if (const auto negative = std::find_if(counts.begin(), counts.end(), [](auto c) { return c < 0; });
      negative != counts.end())
  {
    Fail(ErrorKind::Internal, "confusion matrix: found a count of {}, expected 0 or more", *negative);
  }
  std::vector<std::string> shown(names.size());
  std::transform(names.begin(), names.end(), shown.begin(),
                 [](const std::string & name) { return Shortened(name, MostCharacters); });
  const Layout layout = LayOut(shown, options);
  // The darker blue lies below the light text of the dark form, so that all numbers can be read at any share.
  std::string svg =
      SvgHead(static_cast<std::int64_t>(layout.width), static_cast<std::int64_t>(layout.height), options.title,
              ".n{font-size:9.5px}", ".c{fill:#6ea8ff;stroke:#e4e8ec}", ".c{fill:#1d4ed8;stroke:#2a3139}");
  svg += Labels(shown, layout, options);
  for (std::size_t row = 0; row < names.size(); ++row)
  {
    svg += Row(row, counts.subspan(row * names.size(), names.size()), names, layout, options);
  }
  return svg + "</svg>\n";
}

} // namespace vox
