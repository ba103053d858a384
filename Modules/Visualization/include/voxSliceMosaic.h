// SPDX-License-Identifier: Apache-2.0
#ifndef voxSliceMosaic_h
#define voxSliceMosaic_h

#include "voxDatasetDescription.h"
#include "voxIntensityWindow.h"
#include "voxLabelColors.h"
#include "voxOptions.h"
#include "voxVolume.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

enum class LabelStyle
{
  Both, ///< fill, and a line at the edge
  Fill,
  Outline
};
[[nodiscard]] std::span<const EnumName<LabelStyle>> EnumNames(LabelStyle);

struct SliceMosaicOptions
{
  std::int64_t widthPixels = 1440;
  std::int64_t slicesPerRow = 5; ///< of the widest plane; narrower planes get as many as fit
  std::int64_t channel = 0;      ///< of the image
  bool photograph = false;       ///< three channels are red, green, blue, one is grey; no orientation and no scale
  bool alongVoxels = false;      ///< slices of the file, also where they are oblique to the patient
  double lowerPercentile = 0.5;  ///< intensity shown as black
  double upperPercentile = 99.5; ///< intensity shown as white
  std::optional<IntensityWindow> window{}; ///< instead of the percentiles
  LabelStyle labelStyle = LabelStyle::Both;
  double labelOpacity = 0.4;
  /** Shows where labels and reference agree, what the labels miss, what they add, and where both name a structure, but
   * not the same one, instead of the structures. */
  bool difference = false;
  std::optional<double> focusMarginMm{}; ///< shows only the labeled part and this margin around it
  IntensityWindow heatRange{0.0, 1.0};   ///< of numbers: that of the darkest and of the lightest color
  std::string heatName{};                ///< what the numbers are, with their unit
  std::string title{};
  /** Names for the legend, in the order of their colors; label values without a name are shown as "label 7". A value
   * takes the color of the smallest region that holds it. */
  std::vector<LabelEntry> structures{};
  std::map<std::int64_t, Rgb> colors{}; ///< of label values, where a file says so; others as above
};

template <typename TVisitor>
void
VisitFields(SliceMosaicOptions & o, TVisitor && visit)
{
  visit("width_pixels", o.widthPixels, "width of the picture");
  visit("slices_per_row", o.slicesPerRow, "slices of the widest plane; narrower planes get as many as fit");
  visit("channel", o.channel, "channel of the image to show, from 0");
  visit("photograph", o.photograph, "three channels are red, green and blue, one is grey; no orientation, no scale");
  visit("along_voxels", o.alongVoxels, "slices of the file, also where they are oblique to the patient");
  visit("lower_percentile", o.lowerPercentile, "of the intensities, shown as black");
  visit("upper_percentile", o.upperPercentile, "of the intensities, shown as white");
  visit("label_style", o.labelStyle, "how labels are drawn");
  visit("label_opacity", o.labelOpacity, "of the colored fill, 0 to 1");
  visit("difference", o.difference, "colors tell agreement with the reference instead of structures");
  visit("focus_margin_mm", o.focusMarginMm, "show only the labeled part and this margin; null shows everything");
  visit("title", o.title, "text above the picture");
}

/** Throws Error(Usage): a width outside 320 to 8192, no slice, percentiles that are not 0 <= lower < upper <= 100, a
 * window or a range of numbers that is not finite and ascending, an opacity outside 0 to 1, a negative channel or
 * margin. */
void Validate(const SliceMosaicOptions & options);

/** A picture for people: slices of the image with its segmentation, uint8 RGB [3, 1, H, W].
 *
 * One row each of axial, coronal and sagittal slices of the patient, all at one scale with true proportions, whatever
 * the spacing; planes in which the image is a single voxel wide are left out. Volumes whose axes are more than 0.1
 * degrees from the patient's are cut along the patient's axes by linear interpolation, and the picture says the angle
 * (`alongVoxels` shows the slices of the file). Slices are spread through what is labeled, so that each shows
 * something; without labels evenly through the image. Shown by radiological convention: the patient's right is on the
 * left of axial and coronal slices, anterior is on the left of sagittal ones, superior on top; the letters at the edges
 * (R L A P S I) come from the geometry, as do the slice positions in mm. The intensities shown as black and white stand
 * below.
 *
 * A photograph fills the width; with maps it stands beside itself, without and with them.
 *
 * `labels` (int32 [1, D, H, W], may be null) is drawn as `labelStyle` says; `reference` (likewise) a line in the
 * lighter color of its label, with which missed parts are outlined but not filled. Label edges run halfway between
 * voxel centers. Maps on another grid than the image are shown where they lie in the world, by the nearest voxel, and
 * the picture says so.
 *
 * Throws Error(BadInput) when labels or reference have another shape or lie wholly outside of the image, Error(Usage)
 * for options that do not validate, a channel the image lacks, a photograph of other than one or three channels, or a
 * difference without both maps. */
[[nodiscard]] at::Tensor RenderSliceMosaic(const Volume & image, const Volume * labels, const Volume * reference,
                                           const SliceMosaicOptions & options = {});

/** The same for a map of numbers, float [1, D, H, W], such as a probability, an uncertainty or the attention of a
 * network: slices through the whole image, in grey below colors from dark violet to light yellow, which cover it by
 * `labelOpacity`, with a bar that says the range. Numbers beyond are cut off, and those that are not finite count as
 * the lowest. Same errors as for labels. */
[[nodiscard]] at::Tensor RenderHeatMosaic(const Volume & image, const Volume & heat,
                                          const SliceMosaicOptions & options = {});

} // namespace vox

#endif
