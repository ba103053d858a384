// SPDX-License-Identifier: Apache-2.0
#ifndef voxPanelSheet_h
#define voxPanelSheet_h

#include "voxOptions.h"
#include "voxPanel.h"

#include <span>
#include <string>
#include <vector>

namespace vox
{

struct PanelSheetOptions
{
  std::string title{};
  std::int64_t panelPixels = 256;       ///< longest side of each picture
  std::vector<std::string> rowTitles{}; ///< none, or one for each row
  std::vector<LabelEntry> structures{}; ///< of the legend, in the order of their colors; none: no legend
};

template <typename TVisitor>
void
VisitFields(PanelSheetOptions & o, TVisitor && visit)
{
  visit("title", o.title, "text above the sheet");
  visit("panel_pixels", o.panelPixels, "longest side of each picture");
  visit("row_titles", o.rowTitles, "text above each row");
}

/** Throws Error(Usage) for panels outside 16 to 4096 pixels. */
void Validate(const PanelSheetOptions & options);

/** A sheet of pictures for people, uint8 RGB [3, 1, H, W]: rows of panels, each below its title, in columns that are as
 * wide as their widest picture, a title above and a legend below.
 *
 * Pictures keep their proportions. Those smaller than a panel are enlarged by a whole factor without smoothing, so that
 * their pixels can be told apart; larger ones are shrunk to it, antialiased. Panels of a row share the top edge. Titles
 * longer than their column are cut short.
 *
 * Throws Error(Usage) for options that do not validate, no panel at all, or row titles that are not as many as the
 * rows; Error(Internal) for a picture that is not uint8 [3, 1, H, W] with a pixel. */
[[nodiscard]] at::Tensor RenderPanelSheet(std::span<const std::vector<Panel>> rows,
                                          const PanelSheetOptions & options = {});

} // namespace vox

#endif
