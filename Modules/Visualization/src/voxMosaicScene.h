// SPDX-License-Identifier: Apache-2.0
#ifndef voxMosaicScene_h
#define voxMosaicScene_h

#include "voxPictureLegend.h"
#include "voxSliceMosaic.h"
#include "voxSliceView.h"

#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** What a mosaic shows, brought into RAS order and ready to be cut into slices. */
struct MosaicScene
{
  ImageGeometry geometry;
  at::Tensor intensities; ///< float [1 or 3, D, H, W]; 0 is black and 1 white
  at::Tensor labels;      ///< int32 [1, D, H, W], or undefined
  at::Tensor reference;   ///< likewise
  at::Tensor heat;        ///< numbers 0 to 1, likewise
  Box labeled;            ///< around both maps, or the whole image where nothing is labeled

  [[nodiscard]] Rgb ColorOf(std::int64_t value) const;
  [[nodiscard]] std::vector<LegendEntry> Legend() const;

  std::vector<LabelEntry> structures;
};

/** Reorders, crops to the focus, picks the channel, and finds the window. Errors as RenderSliceMosaic. */
[[nodiscard]] MosaicScene MakeScene(const Volume & image, const Volume * labels, const Volume * reference,
                                    const SliceMosaicOptions & options);

/** Adds numbers to a scene of the whole image. */
void AddHeat(MosaicScene & scene, const Volume & image, const Volume & heat);

/** One slice with its labels at this size, float [3, height, width] with values 0 to 255. */
[[nodiscard]] at::Tensor PictureOf(const MosaicScene & scene, const SliceView & view, std::int64_t index,
                                   std::int64_t height, std::int64_t width, double labelOpacity);

} // namespace vox

#endif
