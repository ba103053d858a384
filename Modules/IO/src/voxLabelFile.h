// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelFile_h
#define voxLabelFile_h

#include "voxSegmentKeys.h"

namespace vox
{

/** What the header of a label file says of its labels. */
struct LabelNotes
{
  HeaderKeys keys{};            ///< NRRD and MetaImage
  std::string niftiExtension{}; ///< as NiftiLabelExtension makes it
};

/** As WriteLabelMap, with notes, which formats without a place for them leave out. Labels are [C, D, H, W] of any whole
 * numbers; several layers only as NRRD. */
void WriteLabels(const std::filesystem::path & path, const Volume & labels, const LabelNotes & notes);

} // namespace vox

#endif
