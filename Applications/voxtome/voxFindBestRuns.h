// SPDX-License-Identifier: Apache-2.0
#ifndef voxFindBestRuns_h
#define voxFindBestRuns_h

#include "voxDatasetDescription.h"
#include "voxLabelFiles.h"

#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** A configuration, and what the models of its folds predicted for their validation cases. */
struct Candidate
{
  std::string name;                 ///< unique: the configuration, or what nnU-Net calls its results folder
  std::string trainer;              ///< nnU-Net's trainer class; "voxtome" for runs of `voxtome train`
  std::string plans;                ///< name of the plan
  std::string configuration;        ///< of the plan
  std::filesystem::path source;     ///< folder with plans.json and dataset.json: the first run, or the results folder
  std::vector<std::string> folders; ///< as they were given
  std::vector<std::string> folds;
  std::vector<std::filesystem::path> models; ///< the model file of each fold, or one results folder of nnU-Net
  std::vector<std::string> previousStage;    ///< folders that a second stage of a cascade was trained after
  LabelFiles labels;                         ///< predictions by case
  LabelFiles probabilities;                  ///< of those cases that have them
};

/** What lies in the folders that were given. */
struct GatheredRuns
{
  /** In nnU-Net's order: 2d, 3d_fullres, 3d_lowres, 3d_cascade_fullres, then others as given. */
  std::vector<Candidate> candidates;
  DatasetDescription description;    ///< of the first folder
  std::set<std::string> datasets;    ///< that runs of `voxtome train` recorded
  std::vector<std::string> problems; ///< one clause each: what makes these runs no cross-validation
};

/** Reads run folders of `voxtome train` and results folders of nnU-Net (`Trainer__Plans__configuration`, whose
 * probabilities, kept as .npz, are not read). Runs of one configuration and plan are folds of one candidate. Throws
 * Error(BadInput) for a folder that is neither; what else is wrong is listed in `problems`: a fold without finished
 * validation or model, a fold or case that a candidate has twice, plans that differ between its folds, and a data set
 * with other labels than the first. */
[[nodiscard]] GatheredRuns GatherRuns(std::span<const std::string> folders);

} // namespace vox

#endif
