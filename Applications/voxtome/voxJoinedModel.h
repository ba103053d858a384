// SPDX-License-Identifier: Apache-2.0
#ifndef voxJoinedModel_h
#define voxJoinedModel_h

#include "voxModel.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** The folds of several model files as one model (JoinFolds); errors name the files. */
[[nodiscard]] Model ReadJoinedModel(const std::vector<std::filesystem::path> & files);

/** The joined models of the finished runs among these folders, which trained the stage before in a cascade; null where
 * all of them hold label maps alone. */
[[nodiscard]] std::shared_ptr<const Model> ModelOfRuns(std::span<const std::string> folders);

} // namespace vox

#endif
