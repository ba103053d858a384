// SPDX-License-Identifier: Apache-2.0
#ifndef voxNiftiLabelExtension_h
#define voxNiftiLabelExtension_h

#include "voxSegmentation.h"

#include <filesystem>

namespace vox
{

/** The label table of Caret and Connectome Workbench (XML with values, names and colors) as TotalSegmentator writes it:
 * an extension as it stands in a NIfTI file after the flag, a multiple of 16 bytes in this machine's byte order, with
 * ecode 0. Of Caret's own ecode, 30, nibabel 5.4 (get_content) gives no text. */
[[nodiscard]] std::string NiftiLabelExtension(const std::vector<Segment> & segments);

/** The segments of the label table among the extensions, given from behind the flag to the voxels; empty without one.
 * Of any ecode. Throws Error(BadInput) that names the file: sizes that do not fit, a label
 * without a number, a color out of range. */
[[nodiscard]] std::vector<Segment> SegmentsOfNiftiExtension(std::string_view bytes, bool swapped,
                                                            const std::filesystem::path & path);

} // namespace vox

#endif
