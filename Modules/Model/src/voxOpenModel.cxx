// SPDX-License-Identifier: Apache-2.0
#include "voxOpenModel.h"

#include "voxError.h"
#include "voxNnunetFolder.h"

namespace vox
{

Model
OpenModel(const std::filesystem::path & path, const std::vector<std::string> & folds)
{
  if (std::filesystem::is_directory(path))
  {
    return ReadNnunetFolder(path, {.folds = folds, .checkpoint = ""});
  }
  if (path.extension() == ".pth")
  {
    Fail(ErrorKind::BadModel,
         "{}: a checkpoint alone lacks plan and data set; give the folder that holds plans.json, dataset.json and "
         "fold_*",
         path.string());
  }
  return ReadModel(path);
}

} // namespace vox
