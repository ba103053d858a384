// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelTable_h
#define voxLabelTable_h

#include "voxSegmentation.h"

#include <filesystem>

namespace vox
{

/** Reads names and colors of label values, told apart by ending and content: FreeSurfer and Slicer color tables (.txt
 * .ctbl), Slicer's .csv with terminology, ITK-SNAP label descriptions (.txt .label), BIDS look-up tables (.tsv), a
 * dataset.json. Value 0 is left out. Throws Error(BadInput) with the line number: not one of these, a value or name
 * twice. */
[[nodiscard]] std::vector<Segment> ReadLabelTable(const std::filesystem::path & path);

/** Writes .ctbl, .csv, .tsv, .txt (FreeSurfer) or .label (ITK-SNAP), atomically. */
void WriteLabelTable(const std::filesystem::path & path, const std::vector<Segment> & segments);

/** The same labels with the values of `wanted`: segments are matched by name (case and the difference of blank, '_' and
 * '-' ignored), never by order or value. Segments that `wanted` lacks become background and are told in `dropped`.
 * Throws Error(BadInput) for a name that matches twice. */
[[nodiscard]] Segmentation MappedByName(const Segmentation & segmentation, const std::vector<Segment> & wanted,
                                        std::vector<std::string> & dropped);

/** The codes of a common structure: organs, vessels, bones, muscles, parts of brain and heart, tumors, by its usual
 * names in English ("liver", "kidney_left", "Left-Hippocampus"); laterality is taken from the name. SNOMED CT terms as
 * in DICOM's context groups and in the tables of TotalSegmentator and 3D Slicer. None: not known. */
[[nodiscard]] std::optional<SegmentCodes> CodesOfStructure(std::string_view name);

} // namespace vox

#endif
