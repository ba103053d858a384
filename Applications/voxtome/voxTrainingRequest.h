// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainingRequest_h
#define voxTrainingRequest_h

#include "voxTrainOptions.h"

#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

/** What a training was asked for, resolved; lies in the run folder as options.json so that `--resume` needs nothing
 * else. */
struct TrainingRequest
{
  std::string dataset;       ///< absolute path
  std::string configuration; ///< of the plan
  std::string fold;
  std::string preprocessed; ///< absolute path of the case files
  /** Absolute paths of run folders of the stage before, or of folders of its label maps; empty without a cascade. */
  std::vector<std::string> previousStage;
  bool saveProbabilities = false; ///< of the validation cases
  bool tensorBoard = false;       ///< also write event files for TensorBoard
  std::string encoderWeights;     ///< absolute path of a pretrained classification network's weights; empty: none
  TrainOptions training;
};

template <typename TVisitor>
void
VisitFields(TrainingRequest & o, TVisitor && visit)
{
  visit("dataset", o.dataset, "data set");
  visit("configuration", o.configuration, "of the plan");
  visit("fold", o.fold, "number, or all");
  visit("preprocessed", o.preprocessed, "folder of the case files");
  visit("previous_stage", o.previousStage, "folders with labels of the stage before in a cascade");
  visit("save_probabilities", o.saveProbabilities, "also write class probabilities of the validation cases");
  visit("tensorboard", o.tensorBoard, "also write event files for TensorBoard");
  visit("encoder_weights", o.encoderWeights, "file of a pretrained encoder");
  visit("training", o.training, "see training.*");
}

inline constexpr const char * kRunOptionsFile = "options.json";
inline constexpr const char * kModelFile = "model.safetensors"; ///< in a run

void WriteTrainingRequest(const std::filesystem::path & runFolder, const TrainingRequest & request);

/** Throws Error(BadInput) if the folder holds none. */
[[nodiscard]] TrainingRequest ReadTrainingRequest(const std::filesystem::path & runFolder);

} // namespace vox

#endif
