// SPDX-License-Identifier: Apache-2.0
#ifndef voxVolumePicture_h
#define voxVolumePicture_h

#include "voxDatasetDescription.h"
#include "voxLabelColors.h"
#include "voxOptions.h"
#include "voxVolume.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace vox
{

/** Where one stands, in terms of the patient. */
enum class ViewFrom
{
  Anterior,
  Posterior,
  Left,
  Right,
  Superior,
  Inferior
};
[[nodiscard]] constexpr std::array<EnumName<ViewFrom>, 6>
EnumNames(ViewFrom)
{
  return {{{ViewFrom::Anterior, "anterior"},
           {ViewFrom::Posterior, "posterior"},
           {ViewFrom::Left, "left"},
           {ViewFrom::Right, "right"},
           {ViewFrom::Superior, "superior"},
           {ViewFrom::Inferior, "inferior"}}};
}

/** Which intensities are opaque, and in which color. */
enum class VolumePreset
{
  Auto,       ///< bone for what looks like CT (a hundredth of the voxels below -300), else percentiles
  Bone,       ///< CT, from 150 HU on
  SoftTissue, ///< CT, from -80 HU on, bone lighter
  Lung,       ///< CT, -950 to -300 HU thin, tissue and vessels denser
  Percentiles ///< MR: from the percentile 60 on, most at 99.5
};
[[nodiscard]] constexpr std::array<EnumName<VolumePreset>, 5>
EnumNames(VolumePreset)
{
  return {{{VolumePreset::Auto, "auto"},
           {VolumePreset::Bone, "bone"},
           {VolumePreset::SoftTissue, "soft-tissue"},
           {VolumePreset::Lung, "lung"},
           {VolumePreset::Percentiles, "percentiles"}}};
}

struct VolumePictureOptions
{
  std::int64_t widthPixels = 900;
  std::int64_t channel = 0;
  ViewFrom from = ViewFrom::Anterior;
  VolumePreset preset = VolumePreset::Auto;
  double labelOpacity = 0.9; ///< of a millimetre of a structure
  std::string title{};
  std::vector<LabelEntry> structures{};
  std::map<std::int64_t, Rgb> colors{};
};

/** Throws Error(Usage): a width outside 320 to 4096, an opacity outside 0 to 1, a negative channel. */
void Validate(const VolumePictureOptions & options);

/** The volume as a body: rays through it, from front to back (Levoy 1988, DOI 10.1109/38.511), in parallel projection
 * with true proportions, lit from the viewer; uint8 RGB [3, 1, H, W]. Opacities are of a millimetre, so that spacing
 * and step change nothing but noise. Structures of `labels` (int32 [1, D, H, W], may be null; on another grid the
 * nearest voxel) are drawn in their colors, the image around them thin. All of the direction matrix counts, also
 * oblique and left-handed ones; the letters at the edges say where the patient's sides are. Needs no display. Throws
 * Error(BadInput) for labels of another shape, Error(Usage) for options that do not validate and a channel that the
 * image lacks. */
[[nodiscard]] at::Tensor RenderVolumePicture(const Volume & image, const Volume * labels,
                                             const VolumePictureOptions & options, int threads);

} // namespace vox

#endif
