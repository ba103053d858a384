// SPDX-License-Identifier: Apache-2.0
#ifndef voxMosaicScene_h
#define voxMosaicScene_h

#include "voxLabelProfile.h"
#include "voxPictureLegend.h"
#include "voxSliceMosaic.h"
#include "voxSliceView.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** What a mosaic shows: maps in their own grids, and the grid of the patient that is cut into slices. Options outlive
 * it. */
struct MosaicScene
{
  const SliceMosaicOptions * options = nullptr;
  ImageGeometry geometry; ///< of the display
  Volume image;           ///< the channels to show, float
  IntensityWindow window{0.0, 1.0};
  std::optional<Volume> labels;
  std::optional<Volume> reference;
  std::optional<Volume> heat;
  std::map<std::int64_t, LabelProfile> profiles; ///< of both maps in the display grid
  std::vector<std::string> notes;                ///< what the picture must say

  [[nodiscard]] Rgb ColorOf(std::int64_t value) const;
  [[nodiscard]] std::vector<LegendEntry> Legend() const;
  /** At most `count` slices of a view, where there is something to see. */
  [[nodiscard]] std::vector<std::int64_t> Slices(const SliceView & view, std::int64_t count) const;
};

/** Picks the channel, finds window, grid and labeled slices. Errors as RenderSliceMosaic. */
[[nodiscard]] MosaicScene MakeScene(const Volume & image, const Volume * labels, const Volume * reference,
                                    const Volume * heat, const SliceMosaicOptions & options);

/** One slice of the image at this size, float [3, height, width] with values 0 to 255. */
[[nodiscard]] at::Tensor PlainPictureOf(const MosaicScene & scene, const SliceView & view, std::int64_t index,
                                        std::int64_t height, std::int64_t width);

/** The same with labels, difference or heat. */
[[nodiscard]] at::Tensor PictureOf(const MosaicScene & scene, const SliceView & view, std::int64_t index,
                                   std::int64_t height, std::int64_t width);

/** What PictureOf draws on the image, in a word; not empty where there is something to draw. */
[[nodiscard]] std::string MapName(const MosaicScene & scene);

} // namespace vox

#endif
