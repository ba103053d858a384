// SPDX-License-Identifier: Apache-2.0
#ifndef voxDicomSegmentation_h
#define voxDicomSegmentation_h

#include "voxDicomSource.h"
#include "voxLabelOrigin.h"
#include "voxSegmentation.h"

namespace vox
{

/** What a DICOM segmentation says about its origin. */
struct DicomSegmentationOptions
{
  std::string algorithmName = "Voxtome";
  std::string algorithmVersion = "unknown";
  std::string seriesDescription = "Segmentation";
  int seriesNumber = 300;
  LabelOrigin origin = LabelOrigin::Automatic; ///< the algorithm is named unless Manual
};

/** Writes a binary DICOM segmentation (PS3.3 A.51) in the space of the source frames: one frame for each segment and
 * source frame that holds it, empty ones left out; patient, study and frame of reference from the source files, with
 * values that break their representation made valid and told in the returned lines; references to the series and to
 * each source image; coded category, type and laterality, CIELab colors, tracking ids, algorithm. Segments without
 * codes get those of their name (see CodesOfStructure of IO), or category Tissue; without tracking a new identity.
 * Atomic. Throws Error(BadInput) where a source file is gone or there is no segment. Labels that are empty everywhere
 * are a result, too: one empty frame is stored, and told. */
std::vector<std::string> WriteDicomSegmentation(const std::filesystem::path & path, const Segmentation & segmentation,
                                                const DicomSource & source,
                                                const DicomSegmentationOptions & options = {});

/** The same with probabilities, float32 [C, D, H, W] in 0 to 1 on any grid (sampled linearly on the frames), one
 * channel a segment in order: a fractional segmentation of type PROBABILITY with 255 steps. */
std::vector<std::string> WriteDicomProbabilities(const std::filesystem::path & path, const Volume & probabilities,
                                                 const std::vector<Segment> & segments, const DicomSource & source,
                                                 const DicomSegmentationOptions & options = {});

/** Reads a DICOM segmentation on the regular grid that its frames span, with slices between that no frame was stored
 * for (empty ones are left out in such files). Binary and fractional ones, of which half of the maximum and more
 * counts, and label maps; uncompressed, deflated or RLE. Values are segment numbers; overlapping segments go into as
 * many layers as needed; a name that is missing or occurs twice gets its number behind it. Frames of a tilted scan span
 * a sheared grid: axis 0 of its direction is not along the normal. Throws Error(BadInput), naming the attribute: cut
 * off, frames that span no regular grid, a frame without its segment or position. */
[[nodiscard]] Segmentation ReadDicomSegmentation(const std::filesystem::path & path);

/** The same on the grid of an image that was made of `source`. Frames that lie on those of the source are taken as
 * such, also where these are tilted or uneven; others as above, by the nearest voxel. Throws Error(BadInput) also for
 * another frame of reference than that of a source whose series the file does not name. */
[[nodiscard]] Segmentation ReadDicomSegmentation(const std::filesystem::path & path, const ImageGeometry & grid,
                                                 const DicomSource & source);

/** Labels of one grid on another by the nearest voxel, 0 outside; for training labels on the grid of their image. */
[[nodiscard]] Segmentation OnGrid(const Segmentation & segmentation, const ImageGeometry & grid);

} // namespace vox

#endif
