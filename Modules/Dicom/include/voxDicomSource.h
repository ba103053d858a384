// SPDX-License-Identifier: Apache-2.0
#ifndef voxDicomSource_h
#define voxDicomSource_h

#include "voxVolume.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace vox
{

/** One slice of a source image as its scanner describes it: a tilt is not undone, a gap not filled. */
struct DicomSourceFrame
{
  std::filesystem::path file;
  int frameNumber = 1; ///< within a multi-frame file, from 1
  std::string sopClassUid;
  std::string sopInstanceUid;
  /** One slice: size (1, rows, columns); axis 0 points along the normal of the slice, towards the next one in the list;
   * its spacing is the thickness that the slice stands for. */
  ImageGeometry geometry;
};

/** The frames that an image was made of, for whatever refers to them: DICOM SEG, RTSTRUCT. */
struct DicomSource
{
  std::string studyUid;
  std::string seriesUid;
  std::string frameOfReferenceUid;
  std::string modality;
  std::vector<DicomSourceFrame> frames; ///< ascending along the normal, the order of the image's slices
  std::shared_ptr<const void> unpacked; ///< keeps the files of a zip archive until the last copy is gone
};

/** Labels at the pixel centers of every source frame: int32 [1, F, rows, columns], frames in the order of the source.
 * The nearest voxel counts, 0 lies outside. Where the labels lie on the frames themselves they come out as they are;
 * a tilt that was undone to make the image is brought back. All frames must be of one size; Error(BadInput). */
[[nodiscard]] at::Tensor LabelsOnFrames(const Volume & labels, const DicomSource & source);

} // namespace vox

#endif
