// SPDX-License-Identifier: Apache-2.0
#ifndef voxWriteNnunetCheckpoint_h
#define voxWriteNnunetCheckpoint_h

#include "voxModel.h"

#include <filesystem>
#include <string>

namespace vox
{

/** A fold of nnU-Net is a number or `all`. Throws Error(BadModel) for any other name. */
void RequireNnunetFold(const std::string & fold, const std::string & where);

/** Writes one fold as a checkpoint of nnU-Net 2.8.1, with this plan as its copy of plans.json. Atomic. */
void WriteNnunetCheckpoint(const std::filesystem::path & path, const Model & model, const FoldWeights & fold,
                           const Json & plan);

} // namespace vox

#endif
