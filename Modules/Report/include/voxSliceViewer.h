// SPDX-License-Identifier: Apache-2.0
#ifndef voxSliceViewer_h
#define voxSliceViewer_h

#include "voxDatasetDescription.h"
#include "voxIntensityWindow.h"
#include "voxLabelColors.h"
#include "voxResultsPage.h"
#include "voxVolume.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** Labels to show on the image. */
struct SliceViewerMap
{
  const Volume * labels; ///< int32 [1, D, H, W], on any grid in the world
  std::string name;      ///< "prediction", "reference"
};

struct SliceViewerOptions
{
  std::string title{};                     ///< what is shown, for its heading
  std::int64_t channel = 0;                ///< of the image
  std::optional<IntensityWindow> window{}; ///< else the percentiles 0.5 and 99.5
  /** Names, in the order of their colors, as in SliceMosaicOptions. */
  std::vector<LabelEntry> structures{};
  std::map<std::int64_t, Rgb> colors{}; ///< of label values, where a file says so
  std::int64_t mostVoxels = 2'000'000;  ///< of the image that the page holds, and of each map
};

/** A part of a page in which a reader goes through an image: its axial, coronal and sagittal slices, linked by a
 * crosshair, one plane for an image of a single slice. Directions, positions, names and colors are those of
 * RenderSliceMosaic; the first map is filled, others are lines.
 *
 * The page holds the image (float32 [C, D, H, W], one channel) brought to the patient's axes, in 256 grey levels of the
 * window, and made smaller by whole factors until it has `mostVoxels`: the mean of the voxels, while of labels the
 * voxel at the center counts, so that small structures can be lost. The page says all of this. Intensities that are not
 * finite are black. Of more than 255 label values the 254 with the most voxels have their names, and all others share
 * one.
 *
 * Browsers need DecompressionStream (all of 2023 and later); others say that they lack it.
 *
 * Throws Error(BadInput) for labels that are not [1, D, H, W] or lie wholly outside of the image, Error(Usage) for a
 * channel that the image lacks, a window that is not finite and ascending, or fewer than one voxel. */
[[nodiscard]] PageWidget SliceViewer(const Volume & image, std::span<const SliceViewerMap> maps,
                                     const SliceViewerOptions & options = {});

} // namespace vox

#endif
