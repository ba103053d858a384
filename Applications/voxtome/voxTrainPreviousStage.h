// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainPreviousStage_h
#define voxTrainPreviousStage_h

#include "voxDatasetFolder.h"
#include "voxPlan.h"

#include <filesystem>
#include <map>
#include <span>
#include <string>

namespace vox
{

/** What the stage before in a cascade made of each case: a label map, by the name of the case. */
using PreviousStageFiles = std::map<std::string, std::filesystem::path>;

/** Finds the label maps of the stage before for a training of the second stage; empty for another configuration.
 * A folder is a run of the stage before, whose validation cases are used, or holds label maps itself; together they
 * hold each case exactly once. Throws Error(Usage) for a second stage without folders, and for folders where the
 * configuration has no stage before; Error(BadInput) for a folder that does not exist, a run of another configuration
 * or without validation, and, each listing all cases, for those found twice or not at all. */
[[nodiscard]] PreviousStageFiles FindPreviousStage(const PlanConfiguration & configuration,
                                                   std::span<const std::string> folders,
                                                   std::span<const CaseFiles> cases);

} // namespace vox

#endif
