// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainStep_h
#define voxTrainStep_h

#include "voxEvaluation.h"
#include "voxJson.h"
#include "voxRunContext.h"
#include "voxTrainer.h"
#include "voxTrainingRequest.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace vox
{

/** A training from the data set to the validated model. */
struct TrainingRun
{
  TrainingRequest request;
  std::filesystem::path folder;
  bool resume = false;
  std::string plans;                 ///< plans.json; empty: made from the data set
  Json planChanges = Json::object(); ///< for OverrideConfiguration
  std::string splits;                ///< splits_final.json; empty: beside the plan, else five new folds
  /** The user's changes, applied after the plan has set its defaults. */
  std::function<void(TrainOptions &)> adjust;
  /** See TrainingJob. */
  std::function<void(const EpochRecord & epoch, const std::function<Model()> & currentModel)> afterEpoch{};
};

/** Plans, preprocesses what is missing, trains, and validates the fold by sliding window. The run folder receives
 * plans.json, dataset.json, splits_final.json, options.json, what Train writes, and validation/ with label maps,
 * probabilities where asked for, and summary.json. Returns the measures of the validation cases; none for fold `all`.
 */
std::vector<CaseMeasures> RunTraining(TrainingRun run, const RunContext & context);

} // namespace vox

#endif
