// SPDX-License-Identifier: Apache-2.0
#ifndef voxSliceMosaic_h
#define voxSliceMosaic_h

#include "voxDatasetDescription.h"
#include "voxOptions.h"
#include "voxVolume.h"

#include <optional>
#include <string>
#include <vector>

namespace vox
{

struct SliceMosaicOptions
{
  std::int64_t widthPixels = 1440;
  std::int64_t slicesPerRow = 5; ///< of the widest plane; narrower planes get as many as fit
  std::int64_t channel = 0;      ///< of the image
  bool photograph = false;       ///< three channels are red, green, blue; no orientation and no scale
  double lowerPercentile = 0.5;  ///< intensity shown as black
  double upperPercentile = 99.5; ///< intensity shown as white
  double labelOpacity = 0.4;
  std::optional<double> focusMarginMm; ///< shows only the labeled part and this margin around it
  std::string title;
  /** Names for the legend, in the order of their colors; label values without a name are shown as "label 7". A value
   * takes the color of the smallest region that holds it. */
  std::vector<LabelEntry> structures;
};

template <typename TVisitor>
void
VisitFields(SliceMosaicOptions & o, TVisitor && visit)
{
  visit("width_pixels", o.widthPixels, "width of the picture");
  visit("slices_per_row", o.slicesPerRow, "slices of the widest plane; narrower planes get as many as fit");
  visit("channel", o.channel, "channel of the image to show, from 0");
  visit("photograph", o.photograph, "the three channels are red, green and blue; no orientation and no scale");
  visit("lower_percentile", o.lowerPercentile, "of the intensities, shown as black");
  visit("upper_percentile", o.upperPercentile, "of the intensities, shown as white");
  visit("label_opacity", o.labelOpacity, "of the colored fill, 0 to 1");
  visit("focus_margin_mm", o.focusMarginMm, "show only the labeled part and this margin; null shows everything");
  visit("title", o.title, "text above the picture");
}

/** Throws Error(Usage): a width outside 320 to 8192, no slice, percentiles that are not 0 <= lower < upper <= 100, an
 * opacity outside 0 to 1, a negative channel or margin. */
void Validate(const SliceMosaicOptions & options);

/** A picture for people: slices of the image with its segmentation, uint8 RGB [3, 1, H, W].
 *
 * One row each of axial, coronal and sagittal slices, evenly spaced through the labeled extent (through the image
 * without labels), all at one scale with true proportions, whatever the spacing; planes in which the image is a single
 * voxel wide are left out. Volumes are brought to the nearest RAS order first. Shown by radiological convention: the
 * patient's right is on the left of axial and coronal slices, anterior is on the left of sagittal ones, superior on
 * top; the letters at the edges (R L A P S I) come from the geometry and tell the nearest direction of oblique axes, as
 * do the slice positions in mm.
 *
 * `labels` (int32 [1, D, H, W], may be null) is a colored fill; `reference` (likewise) a line in the lighter color of
 * its label, with which missed parts are outlined but not filled. Label edges run halfway between voxel centers. The
 * intensity window are percentiles of the finite voxels of the channel.
 *
 * Throws Error(BadInput) when labels or reference have another geometry than the image, Error(Usage) for options that
 * do not validate, a channel the image lacks, or a photograph without three channels. */
[[nodiscard]] at::Tensor RenderSliceMosaic(const Volume & image, const Volume * labels, const Volume * reference,
                                           const SliceMosaicOptions & options = {});

/** The same for a map of numbers from 0 to 1, float [1, D, H, W], such as the attention of a network: slices through
 * the whole image, in grey below colors from dark violet (0) to light yellow (1), which cover it by `labelOpacity`.
 * Numbers beyond are cut off, and those that are not finite are 0. Same errors as for labels. */
[[nodiscard]] at::Tensor RenderHeatMosaic(const Volume & image, const Volume & heat,
                                          const SliceMosaicOptions & options = {});

} // namespace vox

#endif
