// SPDX-License-Identifier: Apache-2.0
#ifndef voxPictureLegend_h
#define voxPictureLegend_h

#include "voxCanvas.h"

#include <string>
#include <vector>

namespace vox
{

struct LegendEntry
{
  std::string name;
  Rgb color;
};

/** A legend entry on its line. */
struct PlacedEntry
{
  std::int64_t x = 0;
  std::int64_t line = 0;
  LegendEntry entry;
};

constexpr std::int64_t LegendLineHeight = TextHeight + 10;

/** Width of an entry with its swatch. */
[[nodiscard]] std::int64_t PlacedWidth(const LegendEntry & entry);

/** Lines of legend entries that fit the width. */
[[nodiscard]] std::vector<PlacedEntry> PlaceLegend(const std::vector<LegendEntry> & legend, std::int64_t width);

[[nodiscard]] std::int64_t LineCount(const std::vector<PlacedEntry> & legend);

/** Draws a legend below `y`, within the left margin. */
void DrawLegend(Canvas & canvas, std::int64_t y, const std::vector<PlacedEntry> & legend);

} // namespace vox

#endif
