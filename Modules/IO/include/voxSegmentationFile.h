// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentationFile_h
#define voxSegmentationFile_h

#include "voxSegmentation.h"

#include <filesystem>

namespace vox
{

/** Reads a label map with the names, colors and codes that the file holds: Slicer's keys of .seg.nrrd (layers, so
 * overlapping segments, too; also found in other NRRD and MetaImage files), the label table in the extension of a NIfTI
 * file (as TotalSegmentator and Connectome Workbench write it). A file without gives the values it holds as segments
 * named by their number. Errors as ReadLabelMap. */
[[nodiscard]] Segmentation ReadSegmentation(const std::filesystem::path & path);

/** The segments that the header of a file describes, in its order; its voxels are not looked at. Empty where it
 * describes none. Errors as ReadImageInfo. */
[[nodiscard]] std::vector<Segment> ReadSegmentNames(const std::filesystem::path & path);

/** Writes with all that the format holds: .seg.nrrd everything (several layers as a 4D file), .nrrd and .mha the same
 * keys for one layer, .nii and .nii.gz names and colors in a header extension. Segments without a color get LabelColor,
 * without codes CodesOfStructure. Throws Error(BadInput) for several layers in a format of one, naming the
 * overlapping segments. Atomic. */
void WriteSegmentation(const std::filesystem::path & path, const Segmentation & segmentation);

} // namespace vox

#endif
