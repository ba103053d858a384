// SPDX-License-Identifier: Apache-2.0
#include "voxSliceMosaic.h"

#include "voxMosaicFooter.h"
#include "voxMosaicLayout.h"
#include "voxParallelFor.h"
#include "voxPictureTheme.h"

#include <ATen/Parallel.h>

#include <utility>
#include <vector>

namespace vox
{
namespace
{

constexpr std::int64_t Inset = 6; ///< of texts on a picture

/** The slices of all rows, made side by side, since each is too small to keep several threads busy. */
std::vector<std::vector<at::Tensor>>
PicturesOf(const MosaicScene & scene, const MosaicLayout & layout)
{
  std::vector<std::pair<std::size_t, std::size_t>> panels; // row, column
  std::vector<std::vector<at::Tensor>> pictures;
  for (const MosaicRow & row : layout.rows)
  {
    for (std::size_t i = 0; i < row.slices.size(); ++i)
    {
      panels.emplace_back(pictures.size(), i);
    }
    pictures.emplace_back(row.slices.size());
  }
  const auto count = static_cast<std::int64_t>(panels.size());
  ParallelFor(0, count, 1, at::get_num_threads(), [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t i = first; i < last; ++i)
    {
      const auto [place, column] = panels[static_cast<std::size_t>(i)];
      const MosaicRow & row = layout.rows[place];
      const auto picture = row.beginsPlain && column == 0 ? &PlainPictureOf : &PictureOf;
      pictures[place][column] = picture(scene, *row.view, row.slices[column], row.panelHeight, row.panelWidth);
    }
  });
  return pictures;
}

void
DrawPanel(Canvas & canvas, std::int64_t x, std::int64_t y, const MosaicRow & row, const at::Tensor & picture,
          const MosaicScene & scene, const SliceMosaicOptions & options)
{
  canvas.DrawPicture(x, y, picture);
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

/** What stands above a panel: the view at the beginning of its row, where the slice lies, and what is drawn on it if
 * its neighbor is the same slice without. */
std::string
Heading(const MosaicRow & row, std::size_t panel, const MosaicScene & scene)
{
  if (row.beginsPlain && panel > 0)
  {
    return MapName(scene);
  }
  if (scene.options->photograph)
  {
    return row.beginsPlain ? "image" : "";
  }
  const std::string position = SlicePosition(*row.view, scene.geometry, row.slices[panel]);
  const std::string whole = panel == 0 ? fmt::format("{}  {}", row.view->name, position) : position;
  return TextWidth(whole) <= row.panelWidth ? whole : panel == 0 ? row.view->name : position;
}

void
DrawRow(Canvas & canvas, std::int64_t y, const MosaicRow & row, const std::vector<at::Tensor> & pictures,
        const MosaicScene & scene, const SliceMosaicOptions & options)
{
  const auto count = static_cast<std::int64_t>(row.slices.size());
  const std::int64_t available = canvas.Width() - 2 * Margin;
  // The last panel ends at the margin where the row is full; a short row keeps to the left with the usual gap.
  const std::int64_t free = available - count * row.panelWidth;
  const bool isFull = count > 1 && free / (count - 1) < row.panelWidth / 2;
  for (std::int64_t i = 0; i < count; ++i)
  {
    const std::int64_t x = Margin + i * row.panelWidth + (isFull ? i * free / (count - 1) : i * PanelGap);
    const std::string heading = Heading(row, static_cast<std::size_t>(i), scene);
    if (i == 0 || TextWidth(heading) <= row.panelWidth)
    {
      canvas.DrawText(x, y, heading, TextColor);
    }
    DrawPanel(canvas, x, y + TextHeight + HeadingGap, row, pictures[static_cast<std::size_t>(i)], scene, options);
  }
}

/** Draws a scene; `inFile` is the geometry to tell about. */
at::Tensor
Render(const MosaicScene & scene, const ImageGeometry & inFile)
{
  const SliceMosaicOptions & options = *scene.options;
  const MosaicLayout layout = LayOut(scene);
  const MosaicFooter footer(scene, layout.pixelsPerMm);
  const std::int64_t available = options.widthPixels - 2 * Margin;
  std::int64_t height = Margin + TextHeight + HeadingGap + RowGap / 2;
  for (const MosaicRow & row : layout.rows)
  {
    height += TextHeight + HeadingGap + row.panelHeight + RowGap;
  }
  height += footer.Height() + Margin;

  Canvas canvas(options.widthPixels, height, BackgroundColor);
  std::int64_t y = Margin;
  const std::string description = options.photograph ? "" : Describe(inFile);
  canvas.DrawText(Margin, y, options.title, TitleColor);
  canvas.DrawText(options.widthPixels - Margin - TextWidth(description), y, description, TextColor);
  y += TextHeight + HeadingGap;
  canvas.FillRectangle(Margin, y, available, 1, RuleColor);
  y += RowGap / 2;
  const auto pictures = PicturesOf(scene, layout);
  for (std::size_t i = 0; i < layout.rows.size(); ++i)
  {
    const MosaicRow & row = layout.rows[i];
    DrawRow(canvas, y, row, pictures[i], scene, options);
    y += TextHeight + HeadingGap + row.panelHeight + RowGap;
  }
  footer.Draw(canvas, y);
  return canvas.ToTensor();
}

} // namespace

at::Tensor
RenderSliceMosaic(const Volume & image, const Volume * labels, const Volume * reference,
                  const SliceMosaicOptions & options)
{
  Validate(options);
  return Render(MakeScene(image, labels, reference, nullptr, options), image.geometry);
}

at::Tensor
RenderHeatMosaic(const Volume & image, const Volume & heat, const SliceMosaicOptions & options)
{
  Validate(options);
  return Render(MakeScene(image, nullptr, nullptr, &heat, options), image.geometry);
}

} // namespace vox
