// SPDX-License-Identifier: Apache-2.0
// What follows the iterations of an epoch: validation, log, best checkpoints, callback.
#include "voxLearningRate.h"
#include "voxPseudoDice.h"
#include "voxStatistic.h"
#include "voxTrainingLog.h"
#include "voxTrainingLoop.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vox
{
namespace
{

/** True where no earlier epoch had so low a validation loss, by the mean that decides; false where the last weights are
 * kept whatever their loss. */
bool
IsLowest(const std::vector<EpochRecord> & epochs, KeptWeights keep)
{
  if (keep == KeptWeights::Last)
  {
    return false;
  }
  const auto loss =
      keep == KeptWeights::LowestMeanBatchLoss ? &EpochRecord::validationBatchLoss : &EpochRecord::validationLoss;
  const double last = epochs.back().*loss;
  return !std::isnan(last) && std::all_of(epochs.begin(), epochs.end() - 1, [=](const EpochRecord & epoch) {
    return std::isnan(epoch.*loss) || last < epoch.*loss;
  });
}

} // namespace

void
TrainingLoop::FinishEpoch()
{
  const auto iterations = static_cast<double>(m_Job.options.iterationsPerEpoch);
  const bool onePass = m_Job.options.sampling == BatchSampling::EveryCaseOnce;
  const double samples = onePass ? static_cast<double>(m_Job.trainingCases.size())
                                 : iterations * static_cast<double>(m_Configuration.batchSize);
  EpochRecord record;
  record.epoch = m_State.iteration / m_Job.options.iterationsPerEpoch - 1;
  record.learningRate = LearningRate(m_Job.options, m_State.iteration - 1);
  record.trainingLoss = m_State.epochLossSum / samples;
  record.trainingBatchLoss = m_State.epochBatchLossSum / iterations;
  record.trainingMinutes = m_State.trainingSeconds / 60.0;
  record.secondsPerIteration = m_State.epochSeconds / iterations;
  record.loaderWaitShare = m_State.epochSeconds > 0.0 ? m_State.epochWaitSeconds / m_State.epochSeconds : 0.0;
  const Clock::time_point validationStart = Clock::now();
  RunValidation(record.epoch, record);
  record.epochSeconds = m_State.epochSeconds + std::chrono::duration<double>(Clock::now() - validationStart).count();
  m_State.epochLossSum = 0.0;
  m_State.epochBatchLossSum = 0.0;
  m_State.epochSeconds = 0.0;
  m_State.epochWaitSeconds = 0.0;
  m_State.epochs.push_back(record);
  UseLossOfEpoch();
  WriteTrainingLog(m_Job.runFolder, m_State.epochs);
  if (IsLowest(m_State.epochs, m_Job.options.keep))
  {
    SaveCheckpoint(lowestLossFile);
  }

  if (!std::isnan(record.meanPseudoDice))
  {
    const bool first = m_State.bestPseudoDice < 0.0;
    m_State.movingPseudoDice =
        first ? record.meanPseudoDice : 0.9 * m_State.movingPseudoDice + 0.1 * record.meanPseudoDice;
    if (m_State.movingPseudoDice > m_State.bestPseudoDice)
    {
      m_State.bestPseudoDice = m_State.movingPseudoDice;
      SaveCheckpoint(bestFile);
    }
  }
  AddEvents(record);
  WriteNews(TrainingState::Running);
  if (m_Job.afterEpoch)
  {
    m_Job.afterEpoch(record, [this] { return CurrentModel(); });
  }
}

void
TrainingLoop::RunValidation(std::int64_t epoch, EpochRecord & record)
{
  const std::int64_t batches = m_Job.validationCases.empty() ? 0 : m_Job.options.validationIterations;
  PseudoDice dice(m_Job.model.description);
  double lossSum = 0.0;
  double batchLossSum = 0.0;
  double samples = 0.0;
  if (batches > 0)
  {
    const at::NoGradGuard noGrad;
    Network & network = m_Average ? m_Average->Averaged() : m_Network;
    network.SetTraining(false);
    network.SetDeepSupervision(false);
    BatchLoader loader(m_Job.validationCases, LoaderOptions(false), epoch * batches);
    for (std::int64_t i = 0; i < batches; ++i)
    {
      m_Context.ThrowIfCancelled();
      const Batch batch = loader.Next();
      const at::Tensor logits = LogitsOf(network, batch).front();
      const at::Tensor labels = m_Targets.Labels(batch);
      const auto ofBatch = static_cast<double>(logits.size(0));
      const auto loss = LossOf(batch, [&] { return m_Loss(logits, labels); }).item<double>();
      lossSum += loss * ofBatch;
      batchLossSum += loss;
      samples += ofBatch;
      dice.Add(logits, labels);
    }
  }
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  record.validationLoss = batches > 0 ? lossSum / samples : none;
  record.validationBatchLoss = batches > 0 ? batchLossSum / static_cast<double>(batches) : none;
  record.pseudoDice = dice.PerStructure();
  record.meanPseudoDice = MeanOfDefined(record.pseudoDice);
}

} // namespace vox
