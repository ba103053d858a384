// SPDX-License-Identifier: Apache-2.0
#ifndef voxFindBestStep_h
#define voxFindBestStep_h

#include "voxComponentRules.h"
#include "voxEvaluation.h"
#include "voxFindBestCommand.h"
#include "voxFindBestModel.h"
#include "voxOptions.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** Mean Dice over the cases where it is defined; none where it is in no case. */
struct MeanDice
{
  std::vector<std::optional<double>> structures; ///< in the order of the data set
  std::optional<double> foreground;              ///< mean over the structures that have one, as in summary.json
};

/** A configuration, or an ensemble of two, measured on the validation cases of all folds together. */
struct ScoredCandidate
{
  std::string name; ///< that of the configuration, or ensemble___A___B
  std::vector<Candidate> members;
  std::filesystem::path folder; ///< its label maps, summary.json, dataset.json and plans.json
  std::vector<CaseMeasures> measures;
  MeanDice dice;
};

/** What is best and how to use it. */
struct BestChoice
{
  std::string dataset; ///< its name in the plan
  DatasetDescription description;
  std::vector<ScoredCandidate> candidates; ///< configurations in nnU-Net's order, then ensembles
  std::size_t best = 0;                    ///< the first of the highest mean foreground Dice
  ComponentRules rules;                    ///< postprocessing of the best, as nnU-Net would determine it
  MeanDice diceAfterRules;
  std::vector<ChosenModel> models; ///< for each member of the best

  [[nodiscard]] const ScoredCandidate &
  Best() const
  {
    return candidates.at(best);
  }
};

/** Finds the best configuration or ensemble of two as nnU-Net 2.8.1 does (find_best_configuration), and writes to the
 * output, which appears whole at the end: `crossval_<name>/` with the label maps of all folds, measured together;
 * `ensemble___A___B/` with the mean of two, for all pairs that have probabilities; in the folder of the best
 * postprocessing.json and `postprocessed/`; a model file of all folds where the best was trained in several runs;
 * inference_information.json and inference_instructions.txt. One case is in memory at a time. Throws what GatherRuns,
 * FindReferences, RequireSameCases and StagedFolder throw; a candidate without probabilities is a warning. */
BestChoice FindBest(const FindBestRequest & request, const RunContext & context);

} // namespace vox

#endif
