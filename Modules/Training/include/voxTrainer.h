// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainer_h
#define voxTrainer_h

#include "voxCaseFile.h"
#include "voxModel.h"
#include "voxRunContext.h"
#include "voxTrainOptions.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace vox
{

/** One epoch, as it stands in log.jsonl. */
struct EpochRecord
{
  std::int64_t epoch = 0;
  double learningRate = 0.0;
  double trainingLoss = 0.0;        ///< mean over the samples: a smaller last batch counts less
  double trainingBatchLoss = 0.0;   ///< mean over the batches: a smaller last batch counts as much as a full one
  double validationLoss = 0.0;      ///< mean over the samples; NaN without validation cases
  double validationBatchLoss = 0.0; ///< mean over the batches; NaN without validation cases
  std::vector<double> pseudoDice;   ///< per foreground structure; NaN where it never occurred
  double meanPseudoDice = 0.0;
  double trainingMinutes = 0.0; ///< since the first iteration, validation and pauses excluded
  double secondsPerIteration = 0.0;
  double epochSeconds = 0.0;    ///< of its iterations and of its validation, pauses excluded
  double loaderWaitShare = 0.0; ///< part of the training time spent waiting for batches
};

/** What a training needs to know. `model` holds plan, description and configuration; its folds are ignored. */
struct TrainingJob
{
  Model model;
  std::string fold; ///< "0" ... "4" or "all"
  std::vector<TrainingCase> trainingCases;
  std::vector<TrainingCase> validationCases; ///< for the pseudo-Dice; may be empty
  TrainOptions options;
  std::filesystem::path runFolder; ///< exists; receives checkpoints, log.jsonl, progress.svg and .html,
                                   ///< model.safetensors
  /** Of a pretrained classification network, for networks that have one as encoder; empty: none. */
  std::map<std::string, at::Tensor> encoderWeights;
  std::string encoderWeightsFrom; ///< where they come from: begins messages about them
  bool tensorBoard = false;       ///< also write event files to runFolder/tensorboard, one for each start of the run
  bool resume = false;            ///< continue from checkpoint_latest.safetensors, which must be there
  /** Called after each epoch, once its log and its best checkpoints are written; empty: nothing. `currentModel` makes
   * the model that snapshots hold (weights of the last iteration, or their moving average) and copies weights only
   * then; it may be called until the callback returns. The result of the training does not depend on the callback, and
   * its time counts nowhere. What it throws ends the training as an error would, Cancelled as a cancellation; a run
   * that is resumed goes on after that epoch. */
  std::function<void(const EpochRecord & epoch, const std::function<Model()> & currentModel)> afterEpoch;
  /** Called once, as soon as eight patches were trained on or the first epoch ends, with a picture of them as the
   * network got them, uint8 RGB [3, 1, H, W]: after augmentation, with the labels that the loss compares with; empty:
   * nothing. The training does not depend on it. */
  std::function<void(const at::Tensor & picture)> onPatches;
};

struct TrainingResult
{
  Model model; ///< with the one trained fold (the moving average where that is on)
  std::vector<EpochRecord> epochs;
};

/** Trains one fold. Writes checkpoint_latest.safetensors every few minutes and at the end (and on cancellation, before
 * Cancelled is thrown), checkpoint_best.safetensors at each best moving pseudo-Dice, checkpoint_lowest_loss.safetensors
 * at each lowest validation loss, by the mean that the options name, where they keep those weights, and
 * model.safetensors, all by rename; likewise after each epoch log.jsonl and progress.svg, and progress.html also in
 * between, which says as its last state whether the training is finished, was interrupted or failed.
 *
 * Deterministic: weights are a pure function of options, cases and thread count of the arithmetic; a run that was
 * stopped and resumed ends with the same bits as one that was not; loader threads never matter. context.onProgress gets
 * the loss, the pseudo-Dice and the time left. */
[[nodiscard]] TrainingResult Train(TrainingJob job, const RunContext & context = {});

} // namespace vox

#endif
