// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainingLoop_h
#define voxTrainingLoop_h

#include "voxBatchLoader.h"
#include "voxCheckpoint.h"
#include "voxEventFile.h"
#include "voxExamplePatches.h"
#include "voxLossRegistry.h"
#include "voxOptimizer.h"
#include "voxPrecision.h"
#include "voxTrainer.h"
#include "voxTrainingPage.h"
#include "voxTrainingTargets.h"
#include "voxWeightAverage.h"

#include <chrono>
#include <functional>
#include <optional>

namespace vox
{

/** The state of one training and its steps; Train() is the way in. */
class TrainingLoop
{
public:
  TrainingLoop(TrainingJob job, const RunContext & context);

  TrainingResult Run();

private:
  using Clock = std::chrono::steady_clock;
  static constexpr const char * latestFile = "checkpoint_latest.safetensors";
  static constexpr const char * bestFile = "checkpoint_best.safetensors";
  static constexpr const char * lowestLossFile = "checkpoint_lowest_loss.safetensors";

  TrainingResult RunToEnd();
  void Resume();
  /** Makes the loss of the epoch that is not finished yet: its weights may depend on it. */
  void UseLossOfEpoch();
  /** In float32, of each output, as losses take them; computed in the precision of the training. */
  [[nodiscard]] std::vector<at::Tensor> LogitsOf(Network & network, const Batch & batch) const;
  void RunIteration(BatchLoader & loader);
  /** What `compute` returns; numbers that are none become the error of a training that diverged. */
  [[nodiscard]] at::Tensor LossOf(const Batch & batch, const std::function<at::Tensor()> & compute) const;
  void FinishEpoch();
  /** Mean losses and pseudo-Dice over the validation batches of this epoch. */
  void RunValidation(std::int64_t epoch, EpochRecord & record);
  /** Writes progress.html. */
  void WriteNews(TrainingState state, const std::string & reason = "");
  /** Likewise after an error, which matters more than a page that cannot be written. */
  void WriteLastNews(TrainingState state, const std::string & reason = "") noexcept;
  /** Keeps the patches of the first batches, and hands their picture on as soon as there are enough. */
  void ShowPatches(const Batch & batch);
  void OpenEventFile();
  void AddEvents(const EpochRecord & record);
  void WriteSnapshots(double minutesBefore);
  /** Brings back the weights that the options want to keep, where they are not the last ones. */
  void TakeKeptWeights();
  void SaveCheckpoint(const char * name);
  [[nodiscard]] Model CurrentModel() const;
  [[nodiscard]] BatchLoaderOptions LoaderOptions(bool training) const;

  TrainingJob m_Job;
  const RunContext & m_Context;
  PlanConfiguration m_Configuration;
  Network m_Network;
  Optimizer m_Optimizer;
  std::optional<WeightAverage> m_Average;
  TrainingTargets m_Targets;
  LossFunction m_Loss;
  Checkpoint m_State; ///< counters and history; its tensors are filled when it is written
  std::int64_t m_TotalIterations;
  Precision m_Precision;
  double m_LastLoss = 0.0;
  Clock::time_point m_LastCheckpoint = Clock::now();
  Clock::time_point m_LastNews = Clock::now();
  std::optional<ExamplePatches> m_Patches; ///< until they are shown
  std::optional<EventFile> m_Events;       ///< of TensorBoard, where asked for
};

} // namespace vox

#endif
