// SPDX-License-Identifier: Apache-2.0
#ifndef voxCheckpoint_h
#define voxCheckpoint_h

#include "voxTrainer.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace vox
{

/** Everything a stopped training needs to go on as if it had not been stopped. */
struct Checkpoint
{
  std::int64_t iteration = 0; ///< next one, over the whole training
  double trainingSeconds = 0.0;
  double epochLossSum = 0.0;      ///< of the samples of the running epoch
  double epochBatchLossSum = 0.0; ///< of its batches; NaN from checkpoints that did not count them
  double epochSeconds = 0.0;      ///< training time of the running epoch
  double epochWaitSeconds = 0.0;  ///< part of it spent waiting for batches
  double movingPseudoDice = 0.0;  ///< 0.9 old + 0.1 new, as nnU-Net
  double bestPseudoDice = -1.0;
  std::vector<EpochRecord> epochs; ///< finished ones
  std::map<std::string, at::Tensor> weights;
  std::map<std::string, at::Tensor> average; ///< empty without a moving average
  std::map<std::string, at::Tensor> optimizer;
  Json options = Json::object(); ///< TrainOptions of the run, to refuse a resume with others
};

/** One safetensors file, written by rename. */
void WriteCheckpoint(const std::filesystem::path & path, const Checkpoint & checkpoint);

/** Throws Error(BadModel) that names the file when it is not a checkpoint of this program. */
[[nodiscard]] Checkpoint ReadCheckpoint(const std::filesystem::path & path);

/** Throws Error(Usage) that names the first option that differs from those of the checkpoint. Options that do not
 * change the weights (threads, intervals of files) may differ. */
void RequireSameOptions(const Checkpoint & checkpoint, const TrainOptions & options,
                        const std::filesystem::path & path);

/** A line of log.jsonl. NaN is null. */
[[nodiscard]] Json ToJson(const EpochRecord & record);

/** The reverse; what an older log lacks (means over batches, seconds of epochs) is NaN. Throws Json::exception for
 * another key that is missing or of the wrong type. */
[[nodiscard]] EpochRecord EpochRecordFromJson(const Json & json);

} // namespace vox

#endif
