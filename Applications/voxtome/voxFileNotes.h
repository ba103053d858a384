// SPDX-License-Identifier: Apache-2.0
#ifndef voxFileNotes_h
#define voxFileNotes_h

#include "voxDatasetFolder.h"
#include "voxRunContext.h"

#include <filesystem>

namespace vox
{

/** Logs what reading the header of an image file repaired or chose, each note as a warning. Nothing for other files. */
void WarnOfNotes(const std::filesystem::path & file, const RunContext & context);

/** The same for the channels and the label map of a case. */
void WarnOfNotes(const CaseFiles & files, const RunContext & context);

} // namespace vox

#endif
