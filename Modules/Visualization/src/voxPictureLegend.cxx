// SPDX-License-Identifier: Apache-2.0
#include "voxPictureLegend.h"

#include "voxPictureTheme.h"

namespace vox
{
namespace
{

constexpr std::int64_t SwatchSize = 14;
constexpr std::int64_t SwatchGap = 8;

} // namespace

std::int64_t
PlacedWidth(const LegendEntry & entry)
{
  return SwatchSize + SwatchGap + TextWidth(entry.name);
}

std::vector<PlacedEntry>
PlaceLegend(const std::vector<LegendEntry> & legend, std::int64_t width)
{
  constexpr std::int64_t EntryGap = 26;
  std::vector<PlacedEntry> result;
  std::int64_t x = 0;
  std::int64_t line = 0;
  for (const LegendEntry & entry : legend)
  {
    const std::int64_t entryWidth = PlacedWidth(entry);
    if (x > 0 && x + entryWidth > width)
    {
      x = 0;
      ++line;
    }
    result.push_back({x, line, entry});
    x += entryWidth + EntryGap;
  }
  return result;
}

std::int64_t
LineCount(const std::vector<PlacedEntry> & legend)
{
  return legend.empty() ? 0 : legend.back().line + 1;
}

void
DrawLegend(Canvas & canvas, std::int64_t y, const std::vector<PlacedEntry> & legend)
{
  for (const PlacedEntry & placed : legend)
  {
    const std::int64_t x = Margin + placed.x;
    const std::int64_t top = y + placed.line * LegendLineHeight;
    canvas.FillRectangle(x, top, SwatchSize, SwatchSize, placed.entry.color);
    canvas.DrawText(x + SwatchSize + SwatchGap, top, placed.entry.name, TitleColor);
  }
}

} // namespace vox
