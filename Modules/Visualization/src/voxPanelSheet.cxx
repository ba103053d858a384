// SPDX-License-Identifier: Apache-2.0
#include "voxPanelSheet.h"

#include "voxCanvas.h"
#include "voxFittedPicture.h"
#include "voxPictureLegend.h"
#include "voxPictureTheme.h"

#include <ATen/ATen.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace vox
{
namespace
{

constexpr std::int64_t ColumnGap = 14;
constexpr std::int64_t TitleHeight = TextHeight + HeadingGap;

using Size = std::array<std::int64_t, 2>; ///< height, width

struct Layout
{
  std::vector<std::vector<Size>> sizes; ///< of the picture of each panel
  std::vector<std::int64_t> columnWidths;
  std::vector<std::int64_t> rowHeights; ///< of the pictures alone
  std::vector<bool> hasTitles;          ///< of the panels of a row

  [[nodiscard]] std::int64_t
  Width() const
  {
    const auto columns = static_cast<std::int64_t>(columnWidths.size());
    return std::accumulate(columnWidths.begin(), columnWidths.end(), (columns - 1) * ColumnGap);
  }
};

Size
ShownSize(const Panel & panel, std::int64_t panelPixels)
{
  const at::Tensor & picture = panel.picture;
  if (picture.dim() != 4 || picture.size(0) != 3 || picture.size(1) != 1 || picture.numel() == 0 ||
      picture.scalar_type() != at::kByte || !(panel.pixelAspect > 0.0))
  {
    Fail(ErrorKind::Internal, "panel '{}': found {} [{}] of aspect {}, expected uint8 [3, 1, H, W] and more than 0",
         panel.title, toString(picture.scalar_type()), fmt::join(picture.sizes(), ", "), panel.pixelAspect);
  }
  return FittedSize(picture.size(2), picture.size(3), panel.pixelAspect, panelPixels);
}

Layout
LayOut(std::span<const std::vector<Panel>> rows, std::int64_t panelPixels)
{
  Layout layout;
  for (const std::vector<Panel> & row : rows)
  {
    layout.columnWidths.resize(std::max(layout.columnWidths.size(), row.size()), 0);
    std::vector<Size> sizes;
    std::int64_t height = 0;
    for (std::size_t column = 0; column < row.size(); ++column)
    {
      sizes.push_back(ShownSize(row[column], panelPixels));
      height = std::max(height, sizes.back()[0]);
      const std::int64_t titleWidth = std::min(TextWidth(row[column].title), panelPixels);
      std::int64_t & width = layout.columnWidths[column];
      width = std::max({width, sizes.back()[1], titleWidth});
    }
    layout.sizes.push_back(std::move(sizes));
    layout.rowHeights.push_back(height);
    layout.hasTitles.push_back(std::any_of(row.begin(), row.end(), [](const Panel & p) { return !p.title.empty(); }));
  }
  return layout;
}

/** The text, or as much of its beginning as fits with three dots. */
std::string
CutToWidth(const std::string & text, std::int64_t width)
{
  if (TextWidth(text) <= width)
  {
    return text;
  }
  std::string cut = text;
  while (!cut.empty() && TextWidth(cut + "...") > width)
  {
    cut.pop_back();
  }
  return cut.empty() ? cut : cut + "...";
}

/** Draws one row of panels and returns where it ends. */
std::int64_t
DrawRow(Canvas & canvas, std::int64_t y, const std::vector<Panel> & row, const Layout & layout, std::size_t index)
{
  const std::int64_t top = y + (layout.hasTitles[index] ? TitleHeight : 0);
  std::int64_t x = Margin;
  for (std::size_t column = 0; column < row.size(); ++column)
  {
    const std::int64_t width = layout.columnWidths[column];
    canvas.DrawText(x, y, CutToWidth(row[column].title, width), TextColor);
    canvas.DrawPicture(x, top, FittedPicture(row[column].picture.select(1, 0), layout.sizes[index][column]));
    x += width + ColumnGap;
  }
  return top + layout.rowHeights[index];
}

} // namespace

void
Validate(const PanelSheetOptions & options)
{
  RequirePanelPixels(options.panelPixels);
}

at::Tensor
RenderPanelSheet(std::span<const std::vector<Panel>> rows, const PanelSheetOptions & options)
{
  Validate(options);
  const Layout layout = LayOut(rows, options.panelPixels);
  if (layout.columnWidths.empty())
  {
    Fail(ErrorKind::Usage, "panel sheet: found no panel, expected one or more");
  }
  if (!options.rowTitles.empty() && options.rowTitles.size() != rows.size())
  {
    Fail(ErrorKind::Usage, "row_titles: found {} for {} rows, expected none or one for each", options.rowTitles.size(),
         rows.size());
  }
  std::vector<LegendEntry> entries;
  for (std::size_t i = 0; i < options.structures.size(); ++i)
  {
    entries.push_back({options.structures[i].name, LabelColor(i)});
  }
  // A narrow sheet is widened for its title and for one legend entry.
  std::int64_t available = std::max(layout.Width(), TextWidth(options.title));
  for (const LegendEntry & entry : entries)
  {
    available = std::max(available, PlacedWidth(entry));
  }
  for (const std::string & title : options.rowTitles)
  {
    available = std::max(available, TextWidth(title));
  }
  const auto legend = PlaceLegend(entries, available);

  const std::int64_t headHeight = options.title.empty() ? 0 : TitleHeight + RowGap / 2;
  std::int64_t height = 2 * Margin + headHeight + static_cast<std::int64_t>(rows.size() - 1) * RowGap;
  for (std::size_t i = 0; i < rows.size(); ++i)
  {
    height += layout.rowHeights[i] + (layout.hasTitles[i] ? TitleHeight : 0);
    height += options.rowTitles.empty() ? 0 : TitleHeight;
  }
  height += legend.empty() ? 0 : RowGap + LineCount(legend) * LegendLineHeight - (LegendLineHeight - TextHeight);

  Canvas canvas(available + 2 * Margin, height, BackgroundColor);
  std::int64_t y = Margin;
  if (!options.title.empty())
  {
    canvas.DrawText(Margin, y, options.title, TitleColor);
    canvas.FillRectangle(Margin, y + TitleHeight, available, 1, RuleColor);
    y += headHeight;
  }
  for (std::size_t i = 0; i < rows.size(); ++i)
  {
    if (!options.rowTitles.empty())
    {
      canvas.DrawText(Margin, y, options.rowTitles[i], TitleColor);
      y += TitleHeight;
    }
    y = DrawRow(canvas, y, rows[i], layout, i) + RowGap;
  }
  DrawLegend(canvas, y, legend);
  return canvas.ToTensor();
}

} // namespace vox
