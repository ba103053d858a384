// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainCommand_h
#define voxTrainCommand_h

#include "voxSession.h"

#include <string>
#include <vector>

namespace vox
{

struct TrainingRun; // voxTrainStep.h

/** What `voxtome train` was asked for. */
struct TrainCommand
{
  std::string dataset;
  std::string configuration;
  std::string fold;
  std::string output;
  std::string plans;
  std::string preprocessed;
  std::string config;
  std::vector<std::string> set;
  std::vector<std::string> planSet;
  std::string splits;
  std::vector<std::string> previousStage;
  std::string encoderWeights;
  bool saveProbabilities = false;
  bool tensorBoard = false;
  bool resume = false;
};

/** The training that a command asks for. Makes the run folder. Throws Error(Usage) for
 * options that are unknown, out of range, missing, or not allowed with a run that is there (or is not) in the folder.
 */
[[nodiscard]] TrainingRun MakeTrainingRun(const TrainCommand & command);

/** Trains, validates and says what came of it. */
void Run(const TrainCommand & command, Session & session);

/** A table of the keys of --config and --set. */
[[nodiscard]] std::string TrainConfigReference();

} // namespace vox

#endif
