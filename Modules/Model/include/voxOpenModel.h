// SPDX-License-Identifier: Apache-2.0
#ifndef voxOpenModel_h
#define voxOpenModel_h

#include "voxModel.h"

#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

/** A model from wherever it may lie: a model file (ReadModel), or the results folder of a training with nnU-Net v2
 * (ReadNnunetFolder). `folds` limits what is read of a folder to these, empty to all; a file is read whole. Throws
 * Error(BadModel) as the two do, and for a checkpoint alone, which lacks the plan. */
[[nodiscard]] Model OpenModel(const std::filesystem::path & path, const std::vector<std::string> & folds = {});

} // namespace vox

#endif
