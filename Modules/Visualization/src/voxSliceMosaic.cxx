// SPDX-License-Identifier: Apache-2.0
#include "voxSliceMosaic.h"

#include "voxCanvas.h"
#include "voxHeatColors.h"
#include "voxMosaicScene.h"
#include "voxNiceSteps.h"
#include "voxPictureLegend.h"
#include "voxPictureTheme.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

constexpr std::int64_t Inset = 6; ///< of texts on a picture

/** One row of panels: a view, its slices, and the size and place of each. */
struct Row
{
  const SliceView * view = nullptr;
  std::vector<std::int64_t> slices;
  std::int64_t panelHeight = 0;
  std::int64_t panelWidth = 0;
};

struct Layout
{
  double pixelsPerMm = 1.0;
  std::vector<Row> rows;
};

/** Views in which the image is more than a line; of an image that is none, the axial one. */
std::vector<const SliceView *>
UsefulViews(const Zyx<std::int64_t> & size)
{
  std::vector<const SliceView *> result;
  for (const SliceView & view : SliceViews)
  {
    if (size[view.rowAxis] > 1 && size[view.columnAxis] > 1)
    {
      result.push_back(&view);
    }
  }
  return result.empty() ? std::vector<const SliceView *>{&SliceViews[0]} : result;
}

/** One scale for all panels: the widest plane fills its share of the width, and no panel is much taller than wide. */
Layout
LayOut(const MosaicScene & scene, const SliceMosaicOptions & options)
{
  constexpr double TallestInWidths = 1.5;
  const std::int64_t available = options.widthPixels - 2 * Margin;
  const auto views = UsefulViews(scene.geometry.size);
  std::int64_t most = 1;
  std::array<double, 2> largestMm{0.0, 0.0};
  for (const SliceView * view : views)
  {
    const auto extent = ExtentMm(*view, scene.geometry);
    largestMm = {std::max(largestMm[0], extent[0]), std::max(largestMm[1], extent[1])};
    most = std::max(most, scene.labeled.Size()[view->normalAxis]);
  }
  const std::int64_t columns = std::min(options.slicesPerRow, most);
  // A single slice is not blown up to the whole width.
  const std::int64_t cell =
      std::min((available - (columns - 1) * PanelGap) / columns, std::max<std::int64_t>(available / 2, 240));
  Layout layout;
  layout.pixelsPerMm =
      std::min(static_cast<double>(cell) / largestMm[1], TallestInWidths * static_cast<double>(cell) / largestMm[0]);
  for (const SliceView * view : views)
  {
    const auto extent = ExtentMm(*view, scene.geometry);
    Row row;
    row.view = view;
    row.panelHeight = std::max<std::int64_t>(2, std::lround(extent[0] * layout.pixelsPerMm));
    row.panelWidth = std::max<std::int64_t>(2, std::lround(extent[1] * layout.pixelsPerMm));
    const std::int64_t fitting = std::max(columns, (available + PanelGap) / (row.panelWidth + PanelGap));
    const Box & labeled = scene.labeled;
    row.slices = EvenIndices(labeled.lower[view->normalAxis], labeled.upper[view->normalAxis], fitting);
    layout.rows.push_back(row);
  }
  return layout;
}

void
DrawPanel(Canvas & canvas, std::int64_t x, std::int64_t y, const Row & row, std::int64_t slice,
          const MosaicScene & scene, const SliceMosaicOptions & options)
{
  canvas.DrawPicture(x, y, PictureOf(scene, *row.view, slice, row.panelHeight, row.panelWidth, options.labelOpacity));
  constexpr std::int64_t SmallestForLetters = 90;
  if (options.photograph || row.panelWidth < SmallestForLetters || row.panelHeight < SmallestForLetters)
  {
    return;
  }
  const auto [left, right, top, bottom] = EdgeLetters(*row.view, scene.geometry);
  const std::int64_t letterWidth = TextWidth("R");
  const std::int64_t middleX = x + (row.panelWidth - letterWidth) / 2;
  const std::int64_t middleY = y + (row.panelHeight - TextBaseline) / 2;
  const auto draw = [&](std::int64_t letterX, std::int64_t letterY, char letter) {
    canvas.DrawTextOnPicture(letterX, letterY, std::string_view(&letter, 1), LetterColor);
  };
  draw(x + Inset, middleY, left);
  draw(x + row.panelWidth - Inset - letterWidth, middleY, right);
  draw(middleX, y + Inset, top);
  draw(middleX, y + row.panelHeight - Inset - TextBaseline, bottom);
}

void
DrawRow(Canvas & canvas, std::int64_t y, const Row & row, const MosaicScene & scene, const SliceMosaicOptions & options)
{
  const auto count = static_cast<std::int64_t>(row.slices.size());
  const std::int64_t available = canvas.Width() - 2 * Margin;
  // The last panel ends at the margin where the row is full; a short row keeps to the left with the usual gap.
  const std::int64_t free = available - count * row.panelWidth;
  const bool isFull = count > 1 && free / (count - 1) < row.panelWidth / 2;
  for (std::int64_t i = 0; i < count; ++i)
  {
    const std::int64_t x = Margin + i * row.panelWidth + (isFull ? i * free / (count - 1) : i * PanelGap);
    if (!options.photograph)
    {
      const std::string position = SlicePosition(*row.view, scene.geometry, row.slices[static_cast<std::size_t>(i)]);
      const std::string heading = i == 0 ? fmt::format("{}  {}", row.view->name, position) : position;
      const std::string text = TextWidth(heading) <= row.panelWidth ? heading : i == 0 ? row.view->name : position;
      if (i == 0 || TextWidth(text) <= row.panelWidth)
      {
        canvas.DrawText(x, y, text, TextColor);
      }
    }
    DrawPanel(canvas, x, y + TextHeight + HeadingGap, row, row.slices[static_cast<std::size_t>(i)], scene, options);
  }
}

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
DrawHeatScale(Canvas & canvas, std::int64_t y)
{
  constexpr std::int64_t Length = 200;
  const std::int64_t left = Margin + TextWidth("0") + 8;
  canvas.DrawText(Margin, y, "0", TextColor);
  for (std::int64_t column = 0; column < Length; ++column)
  {
    canvas.FillRectangle(left + column, y, 1, TextBaseline,
                         HeatColor(static_cast<double>(column) / static_cast<double>(Length - 1)));
  }
  canvas.DrawText(left + Length + 8, y, "1", TextColor);
}

/** Draws a scene; `inFile` is the geometry to tell about. */
at::Tensor
Render(const MosaicScene & scene, const ImageGeometry & inFile, const SliceMosaicOptions & options)
{
  const Layout layout = LayOut(scene, options);
  const std::int64_t available = options.widthPixels - 2 * Margin;
  const auto legend = PlaceLegend(scene.Legend(), std::max<std::int64_t>(available - ScaleBarWidth, available / 2));
  const std::int64_t legendLines = LineCount(legend);
  const bool isCompared = scene.labels.defined() && scene.reference.defined();
  const std::int64_t footerLines = std::max<std::int64_t>(1, legendLines + (isCompared ? 1 : 0));

  std::int64_t height = Margin + TextHeight + HeadingGap + RowGap / 2;
  for (const Row & row : layout.rows)
  {
    height += TextHeight + HeadingGap + row.panelHeight + RowGap;
  }
  height += footerLines * LegendLineHeight - (LegendLineHeight - TextHeight) + Margin;

  Canvas canvas(options.widthPixels, height, BackgroundColor);
  std::int64_t y = Margin;
  const std::string description = options.photograph ? "" : Describe(inFile);
  canvas.DrawText(Margin, y, options.title, TitleColor);
  canvas.DrawText(options.widthPixels - Margin - TextWidth(description), y, description, TextColor);
  y += TextHeight + HeadingGap;
  canvas.FillRectangle(Margin, y, available, 1, RuleColor);
  y += RowGap / 2;
  for (const Row & row : layout.rows)
  {
    DrawRow(canvas, y, row, scene, options);
    y += TextHeight + HeadingGap + row.panelHeight + RowGap;
  }
  DrawLegend(canvas, y, legend);
  if (isCompared)
  {
    canvas.DrawText(Margin, y + legendLines * LegendLineHeight, "fill: segmentation, line: reference", TextColor);
  }
  if (scene.heat.defined())
  {
    DrawHeatScale(canvas, y);
  }
  if (!options.photograph)
  {
    DrawScaleBar(canvas, y, layout.pixelsPerMm);
  }
  return canvas.ToTensor();
}

} // namespace

void
Validate(const SliceMosaicOptions & options)
{
  if (options.widthPixels < 320 || options.widthPixels > 8192)
  {
    Fail(ErrorKind::Usage, "width_pixels: found {}, expected 320 to 8192", options.widthPixels);
  }
  if (options.slicesPerRow < 1)
  {
    Fail(ErrorKind::Usage, "slices_per_row: found {}, expected 1 or more", options.slicesPerRow);
  }
  if (options.channel < 0)
  {
    Fail(ErrorKind::Usage, "channel: found {}, expected 0 or more", options.channel);
  }
  if (!(options.lowerPercentile >= 0.0 && options.lowerPercentile < options.upperPercentile &&
        options.upperPercentile <= 100.0))
  {
    Fail(ErrorKind::Usage, "lower_percentile, upper_percentile: found {} and {}, expected 0 <= lower < upper <= 100",
         options.lowerPercentile, options.upperPercentile);
  }
  if (!(options.labelOpacity >= 0.0 && options.labelOpacity <= 1.0))
  {
    Fail(ErrorKind::Usage, "label_opacity: found {}, expected 0 to 1", options.labelOpacity);
  }
  if (options.focusMarginMm && !(*options.focusMarginMm >= 0.0 && std::isfinite(*options.focusMarginMm)))
  {
    Fail(ErrorKind::Usage, "focus_margin_mm: found {}, expected millimeters, 0 or more", *options.focusMarginMm);
  }
}

at::Tensor
RenderSliceMosaic(const Volume & image, const Volume * labels, const Volume * reference,
                  const SliceMosaicOptions & options)
{
  Validate(options);
  return Render(MakeScene(image, labels, reference, options), image.geometry, options);
}

at::Tensor
RenderHeatMosaic(const Volume & image, const Volume & heat, const SliceMosaicOptions & options)
{
  Validate(options);
  MosaicScene scene = MakeScene(image, nullptr, nullptr, options);
  AddHeat(scene, image, heat);
  return Render(scene, image.geometry, options);
}

} // namespace vox
