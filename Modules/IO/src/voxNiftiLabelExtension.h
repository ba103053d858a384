// SPDX-License-Identifier: Apache-2.0
#ifndef voxNiftiLabelExtension_h
#define voxNiftiLabelExtension_h

#include "voxSegmentation.h"

#include <filesystem>

namespace vox
{

/** The label table of Caret and Connectome Workbench, which TotalSegmentator writes, too: an extension as it stands in
 * a NIfTI file after the flag (ecode 30, in this machine's byte order, a multiple of 16 bytes) with XML that holds
 * values, names and colors. */
[[nodiscard]] std::string NiftiLabelExtension(const std::vector<Segment> & segments);

/** The segments of the label table among the extensions, given from behind the flag to the voxels; empty without one.
 * Of any ecode: TotalSegmentator's is 0. Throws Error(BadInput) that names the file: sizes that do not fit, a label
 * without a number, a color out of range. */
[[nodiscard]] std::vector<Segment> SegmentsOfNiftiExtension(std::string_view bytes, bool swapped,
                                                            const std::filesystem::path & path);

} // namespace vox

#endif
