// SPDX-License-Identifier: Apache-2.0
#ifndef voxFindBestModel_h
#define voxFindBestModel_h

#include "voxFindBestRuns.h"
#include "voxStagedFolder.h"

#include <filesystem>
#include <string>

namespace vox
{

/** What `voxtome predict -m` takes to predict with all folds of a candidate. */
struct ChosenModel
{
  std::filesystem::path path; ///< absolute: a model file, or a results folder of nnU-Net
  /** Of a cascade whose first stage is not in the model: its configuration, whose labels `predict` must be given. */
  std::string previousStage;
};

/** The model of a candidate. One run has its model file; the model files of several are joined (JoinFolds) into
 * `model_<name>.safetensors` of the output, and so is a second stage with the models of the runs of its first stage
 * that it was trained after. Throws what ReadModel, JoinFolds and WriteModel throw. */
[[nodiscard]] ChosenModel ModelFor(const Candidate & candidate, const StagedFolder & output);

} // namespace vox

#endif
