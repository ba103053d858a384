// SPDX-License-Identifier: Apache-2.0
#ifndef voxInputCases_h
#define voxInputCases_h

#include "voxDatasetFolder.h"

#include <string>
#include <vector>

namespace vox
{

/** The cases after -i: those of a folder of images; one whose channels are image files, or DICOM folders, files or zip
 * archives; or one for each folder of DICOM files in a folder without any of its own. The last only where the output is
 * a folder: for one output file, all that lies below is searched for its one series. Throws Error(BadInput) for a path
 * that is not there and for a folder without images; Error(Usage) for a folder of images among several inputs, or with
 * an output file. */
[[nodiscard]] std::vector<CaseFiles> InputCases(const std::vector<std::string> & inputs, const std::string & output,
                                                bool toFile);

/** True if `output` names a file, false for a folder. Throws Error(Usage) for a format where the name of a file has
 * one, and for a format that is no ending of a label map. */
[[nodiscard]] bool IsOutputFile(const std::string & output, const std::string & format);

} // namespace vox

#endif
