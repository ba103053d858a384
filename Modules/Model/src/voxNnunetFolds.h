// SPDX-License-Identifier: Apache-2.0
#ifndef voxNnunetFolds_h
#define voxNnunetFolds_h

#include "voxNnunetFolder.h"

#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

/** fold_<name> in a results folder. */
[[nodiscard]] std::filesystem::path FoldFolder(const std::filesystem::path & folder, const std::string & fold);

/** The folds that have a folder: those with a number first, by number, then the others, by name. */
[[nodiscard]] std::vector<std::string> FoldsIn(const std::filesystem::path & folder);

/** Which checkpoints to read. */
struct FoldChoice
{
  std::string checkpoint; ///< file name, the same in all folds
  std::vector<std::string> folds;
};

/** The rules of NnunetFolderOptions. Throws Error(BadModel) for a fold without a folder and where nothing is there to
 * choose. */
[[nodiscard]] FoldChoice ChooseFolds(const std::filesystem::path & folder, const NnunetFolderOptions & options);

/** These folds if all of them have a finished checkpoint of the same name, otherwise none. */
[[nodiscard]] std::vector<std::string> FoldsIfTrained(const std::filesystem::path & folder,
                                                      const std::vector<std::string> & folds);

} // namespace vox

#endif
