// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelFiles_h
#define voxLabelFiles_h

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace vox
{

/** Label maps by the name of their case, the file name without its ending. */
using LabelFiles = std::map<std::string, std::filesystem::path>;

/** The label maps that lie in a folder; hidden files and those of other kinds are left out. Throws Error(BadInput)
 * where two files are of the same case. */
[[nodiscard]] LabelFiles ListLabelFiles(const std::filesystem::path & folder);

/** The names of the files whose case the others lack. */
[[nodiscard]] std::vector<std::string> NamesMissingIn(const LabelFiles & files, const LabelFiles & others);

/** Throws Error(BadInput) unless there is a file or folder of this name. */
void RequireExists(const std::filesystem::path & path);

} // namespace vox

#endif
