// SPDX-License-Identifier: Apache-2.0
#ifndef voxPanel_h
#define voxPanel_h

#include "voxDatasetDescription.h"
#include "voxVolume.h"

#include <array>
#include <optional>
#include <span>
#include <string>

namespace vox
{

/** One picture of a sheet. */
struct Panel
{
  at::Tensor picture; ///< uint8 RGB [3, 1, H, W], first row on top
  std::string title;
  double pixelAspect = 1.0; ///< height of a pixel divided by its width
};

// All makers take images of one slice (D = 1), as they lie in the file: rows downwards, columns to the right, whatever
// the direction matrix says. The slice of a volume is made one by Crop. They throw Error(BadInput) for other shapes.

/** Three channels are red, green and blue, 0 to 255; one channel is grey, black at `window[0]` and white at
 * `window[1]`, by default from the smallest to the largest finite value. Values beyond are cut off; those that are not
 * finite are black. Error(Usage) for a window that is not finite and ascending. */
[[nodiscard]] Panel PicturePanel(const Volume & image, std::string title = {},
                                 const std::optional<std::array<double, 2>> & window = {});

/** A label map (integers [1, 1, H, W]) in the colors of its structures; value 0 is black. A value takes the color of
 * the smallest structure that holds it, and one without a structure a color of its own. */
[[nodiscard]] Panel LabelPanel(const Volume & labels, std::span<const LabelEntry> structures, std::string title = {});

struct OverlayOptions
{
  double opacity = 0.4;                          ///< of the colored fill
  std::int64_t panelPixels = 256;                ///< of the sheet: the edges are drawn at this size, as fine lines
  std::optional<std::array<double, 2>> window{}; ///< see PicturePanel
};

/** The image as PicturePanel shows it, each label covered by its color, with a bright line inside its edge. Throws
 * Error(BadInput) when labels and image differ in geometry, Error(Usage) for an opacity outside 0 to 1 or sizes that a
 * sheet refuses. */
[[nodiscard]] Panel OverlayPanel(const Volume & image, const Volume & labels, std::span<const LabelEntry> structures,
                                 std::string title = {}, const OverlayOptions & options = {});

/** A map of numbers from 0 to 1 (float [1, 1, H, W]) in colors from dark violet to light yellow over the image in grey.
 * Numbers beyond are cut off. Errors as OverlayPanel, whose `panelPixels` it does not use: the picture has the pixels
 * of the image. */
[[nodiscard]] Panel HeatPanel(const Volume & image, const Volume & heat, std::string title = {},
                              const OverlayOptions & options = {});

} // namespace vox

#endif
