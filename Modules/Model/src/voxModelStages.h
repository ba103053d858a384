// SPDX-License-Identifier: Apache-2.0
#ifndef voxModelStages_h
#define voxModelStages_h

#include "voxModel.h"

#include <filesystem>
#include <optional>
#include <string>

namespace vox
{

/** Checks that the previous stage, where the model has one, is of the configuration that the plan names, has folds, and
 * labels the values that the second stage takes. Throws Error(BadModel) that begins with `where`. */
void RequirePreviousStage(const Model & model, const std::string & where);

/** The results folder of another configuration beside this one: nnU-Net names them
 * `<trainer>__<plans>__<configuration>`. None for a folder of another name. */
[[nodiscard]] std::optional<std::filesystem::path>
ResultsBeside(const std::filesystem::path & folder, const std::string & configuration, const std::string & other);

} // namespace vox

#endif
