// SPDX-License-Identifier: Apache-2.0
#ifndef voxCaseLabels_h
#define voxCaseLabels_h

#include "voxCaseImage.h"
#include "voxDatasetDescription.h"
#include "voxRunContext.h"
#include "voxSegmentation.h"

namespace vox
{

/** Reads labels of any kind with the names and colors of their file: label maps and .seg.nrrd on their own grid, DICOM
 * segmentations and structure sets on that of the image. What was decided on the way is logged as warnings. Throws
 * Error(BadInput) as the readers do, for DICOM that holds not exactly one of these, and for a structure set whose image
 * is not DICOM. */
[[nodiscard]] Segmentation ReadNamedLabels(const std::filesystem::path & file, const CaseImage & image,
                                           const RunContext & context = {});

/** Reads the labels of a training case with the values of the data set. A DICOM segmentation or structure set comes on
 * the grid of the image, and its segments, as those of .seg.nrrd, are the labels of the same name, whatever their
 * numbers; other label maps are read as they are. Throws Error(BadInput) as the readers do, for a segment that the data
 * set does not name, for segments that overlap, and for a structure set whose image is not DICOM. */
[[nodiscard]] Volume ReadCaseLabels(const std::filesystem::path & file, const CaseImage & image,
                                    const DatasetDescription & description, const RunContext & context = {});

} // namespace vox

#endif
