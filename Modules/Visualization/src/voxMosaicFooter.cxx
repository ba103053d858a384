// SPDX-License-Identifier: Apache-2.0
#include "voxMosaicFooter.h"

#include "voxHeatColors.h"
#include "voxNiceSteps.h"
#include "voxPictureTheme.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

constexpr std::int64_t ScaleBarWidth = 320; ///< with its text, at the most

void
DrawScaleBar(Canvas & canvas, std::int64_t y, double pixelsPerMm)
{
  constexpr double LongestPixels = 200.0;
  const double lengthMm = NiceStepBelow(LongestPixels / pixelsPerMm);
  const auto length = static_cast<std::int64_t>(std::lround(lengthMm * pixelsPerMm));
  const std::int64_t right = canvas.Width() - Margin;
  const std::string text = fmt::format("{} mm", TickText(lengthMm));
  canvas.DrawText(right - length - 10 - TextWidth(text), y, text, TextColor);
  canvas.FillRectangle(right - length, y + 6, length, 3, LetterColor);
  canvas.FillRectangle(right - length, y + 1, 2, 13, LetterColor);
  canvas.FillRectangle(right - 2, y + 1, 2, 13, LetterColor);
}

void
DrawHeatScale(Canvas & canvas, std::int64_t y, const SliceMosaicOptions & options)
{
  constexpr std::int64_t Length = 200;
  const std::string lowest = TickText(options.heatRange[0]);
  const std::int64_t left = Margin + TextWidth(lowest) + 8;
  canvas.DrawText(Margin, y, lowest, TextColor);
  for (std::int64_t column = 0; column < Length; ++column)
  {
    canvas.FillRectangle(left + column, y, 1, TextBaseline,
                         HeatColor(static_cast<double>(column) / static_cast<double>(Length - 1)));
  }
  canvas.DrawText(left + Length + 8, y, fmt::format("{}  {}", TickText(options.heatRange[1]), options.heatName),
                  TextColor);
}

/** As many lines of the legend as anyone reads; the rest is counted. */
std::vector<LegendEntry>
Shortened(std::vector<LegendEntry> legend, std::int64_t width)
{
  constexpr std::int64_t MostLines = 8;
  const std::size_t all = legend.size();
  while (LineCount(PlaceLegend(legend, width)) > MostLines)
  {
    legend.resize(std::min(legend.size() - 1, legend.size() * 9 / 10));
    legend.back() = {fmt::format("and {} more", all - legend.size() + 1), BackgroundColor};
  }
  return legend;
}

std::vector<std::string>
Lines(const MosaicScene & scene)
{
  std::vector<std::string> lines;
  if (scene.labels && scene.reference && !scene.options->difference)
  {
    lines.emplace_back(scene.options->labelStyle == LabelStyle::Outline ? "line: segmentation, lighter line: reference"
                                                                        : "fill: segmentation, line: reference");
  }
  if (!scene.options->photograph)
  {
    lines.push_back(fmt::format("black {:.4g}, white {:.4g}", scene.window[0], scene.window[1]));
  }
  lines.insert(lines.end(), scene.notes.begin(), scene.notes.end());
  return lines;
}

} // namespace

MosaicFooter::MosaicFooter(const MosaicScene & scene, double pixelsPerMm)
    : m_Scene(scene), m_PixelsPerMm(pixelsPerMm), m_Lines(Lines(scene))
{
  const std::int64_t available = scene.options->widthPixels - 2 * Margin;
  const std::int64_t width = std::max<std::int64_t>(available - ScaleBarWidth, available / 2);
  m_Legend = PlaceLegend(Shortened(scene.Legend(), width), width);
}

std::int64_t
MosaicFooter::Height() const
{
  const std::int64_t lines =
      std::max<std::int64_t>(m_Scene.heat ? 1 : 0, LineCount(m_Legend)) + static_cast<std::int64_t>(m_Lines.size());
  return std::max<std::int64_t>(1, lines) * LegendLineHeight - (LegendLineHeight - TextHeight);
}

void
MosaicFooter::Draw(Canvas & canvas, std::int64_t y) const
{
  if (!m_Scene.options->photograph)
  {
    DrawScaleBar(canvas, y, m_PixelsPerMm);
  }
  DrawLegend(canvas, y, m_Legend);
  if (m_Scene.heat)
  {
    DrawHeatScale(canvas, y, *m_Scene.options);
  }
  std::int64_t line = std::max<std::int64_t>(m_Scene.heat ? 1 : 0, LineCount(m_Legend));
  for (const std::string & text : m_Lines)
  {
    canvas.DrawText(Margin, y + line * LegendLineHeight, text, TextColor);
    ++line;
  }
}

} // namespace vox
