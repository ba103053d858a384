// SPDX-License-Identifier: Apache-2.0
#ifndef voxInputCases_h
#define voxInputCases_h

#include "voxDatasetFolder.h"

#include <string>
#include <vector>

namespace vox
{

/** The cases after -i: those of a folder, or the one whose channels the files are. Throws Error(BadInput) for a path
 * that is not there and for a folder without images, Error(Usage) for a folder among several inputs. */
[[nodiscard]] std::vector<CaseFiles> InputCases(const std::vector<std::string> & inputs);

/** True if `output` names a file, false for a folder. Throws Error(Usage) for a file where the input is a folder of
 * cases, for a format where the name of a file has one, and for a format that is no ending of an image. */
[[nodiscard]] bool IsOutputFile(const std::string & output, const std::string & format,
                                const std::vector<std::string> & inputs);

} // namespace vox

#endif
