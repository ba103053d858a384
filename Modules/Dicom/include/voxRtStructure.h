// SPDX-License-Identifier: Apache-2.0
#ifndef voxRtStructure_h
#define voxRtStructure_h

#include "voxDicomSource.h"
#include "voxLabelOrigin.h"
#include "voxSegmentation.h"

namespace vox
{

/** Reads a structure set (RTSTRUCT, PS3.3 A.19) as labels on a grid: CLOSED_PLANAR contours are filled by the even-odd
 * rule on the slice that they lie on, so that holes, whether contours of their own or joined by a keyhole, stay open; a
 * voxel belongs to a structure if its center lies inside. Values are ROI numbers; overlapping structures go into as
 * many layers as needed; structures without closed contours are left out and told in `notes`, and so are, where a slice
 * is thicker than the distance of contours, those farther from its middle than others. Throws Error(BadInput): a
 * contour off every slice by more than half the distance of slices, another frame of reference than `source`, no
 * structure at all. */
struct RtStructure
{
  Segmentation segmentation;
  std::vector<std::string> notes;
};
[[nodiscard]] RtStructure ReadRtStructure(const std::filesystem::path & path, const ImageGeometry & grid,
                                          const DicomSource & source);

/** Writes closed planar contours around each segment on the planes of the source frames, atomically. Outer contours run
 * along the pixel edges' midpoints so that filling them by the rule above gives the same voxels; holes are joined to
 * their outer contour by a keyhole. Returns what was made valid. Errors as WriteDicomSegmentation. */
std::vector<std::string> WriteRtStructure(const std::filesystem::path & path, const Segmentation & segmentation,
                                          const DicomSource & source, const std::string & label = "Voxtome",
                                          LabelOrigin origin = LabelOrigin::Automatic);

} // namespace vox

#endif
