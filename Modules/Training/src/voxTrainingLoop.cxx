// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingLoop.h"

#include "voxDeepSupervision.h"
#include "voxEncoderWeights.h"
#include "voxLearningRate.h"
#include "voxPseudoDice.h"
#include "voxStatistic.h"
#include "voxTrainingLog.h"
#include "voxTrainingLoss.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vox
{
namespace
{

constexpr const char * kLatest = "checkpoint_latest.safetensors";
constexpr const char * kBest = "checkpoint_best.safetensors";
constexpr const char * kLowestLoss = "checkpoint_lowest_loss.safetensors";
/** Keeps the random numbers of the validation patches apart from those of the training patches. */
constexpr std::uint64_t kValidationSeed = 0x76616C6964617465ULL;

double
SecondsSince(std::chrono::steady_clock::time_point start)
{
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

TrainingJob
Checked(TrainingJob job)
{
  Validate(job.options);
  if (job.trainingCases.empty())
  {
    Fail(ErrorKind::BadInput, "fold {}: no training cases; expected at least one preprocessed case", job.fold);
  }
  ChooseLoss(job.options, job.model.description);
  if (job.options.sampling == BatchSampling::EveryCaseOnce)
  {
    const std::int64_t batchSize = job.model.Configuration().batchSize;
    job.options.iterationsPerEpoch = BatchesPerPass(job.trainingCases.size(), batchSize);
    job.options.validationIterations = BatchesPerPass(job.validationCases.size(), batchSize);
  }
  return job;
}

std::map<std::string, at::Tensor>
CopyOf(const Network & network)
{
  std::map<std::string, at::Tensor> weights;
  for (const auto & [name, tensor] : network.Parameters())
  {
    weights[name] = tensor.detach().contiguous().clone();
  }
  return weights;
}

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

/** With the pretrained encoder in it, and with what is frozen frozen. */
Network
NewNetwork(const TrainingJob & job, const PlanConfiguration & configuration)
{
  Network network(NetworkFor(configuration, job.model.description), static_cast<std::uint64_t>(job.options.seed));
  if (!job.encoderWeights.empty())
  {
    LoadEncoderWeights(network, job.encoderWeights, job.encoderWeightsFrom);
  }
  for (const LearningRateGroup & group : job.options.optimizer.groups)
  {
    if (group.factor == 0.0)
    {
      network.Freeze(group.prefix);
    }
  }
  return network;
}

} // namespace

TrainingLoop::TrainingLoop(TrainingJob job, const RunContext & context)
    : m_Job(Checked(std::move(job))),
      m_Context(context),
      m_Configuration(m_Job.model.Configuration()),
      m_Network(NewNetwork(m_Job, m_Configuration)),
      m_Optimizer(m_Network.Parameters(), m_Job.options.optimizer),
      m_Targets(m_Job.options, m_Configuration, m_Job.model.description),
      m_TotalIterations(m_Job.options.epochs * m_Job.options.iterationsPerEpoch),
      m_Precision(ChoosePrecision(m_Job.options.precision))
{
  m_State.options = ToJson(m_Job.options);
  m_Network.UseChannelsLast();
  if (m_Job.options.emaDecay > 0.0)
  {
    m_Average.emplace(m_Network, m_Job.options.emaDecay);
    m_Average->Averaged().SetDeepSupervision(false);
  }
  if (m_Job.resume)
  {
    Resume();
  }
  UseLossOfEpoch();
}

void
TrainingLoop::UseLossOfEpoch()
{
  const auto epoch = static_cast<std::int64_t>(m_State.epochs.size());
  m_Loss = MakeTrainingLoss(m_Job.options, m_Configuration, m_Job.model.description, epoch);
}

void
TrainingLoop::Resume()
{
  const std::filesystem::path path = m_Job.runFolder / kLatest;
  Checkpoint checkpoint = ReadCheckpoint(path);
  RequireSameOptions(checkpoint, m_Job.options, path);
  m_Network.LoadParameters(checkpoint.weights, path.string());
  m_Optimizer.LoadState(checkpoint.optimizer, path.string());
  if (m_Average)
  {
    m_Average->Averaged().LoadParameters(checkpoint.average, path.string());
  }
  m_State = std::move(checkpoint);
  m_State.options = ToJson(m_Job.options);
}

BatchLoaderOptions
TrainingLoop::LoaderOptions(bool training) const
{
  const auto seed = static_cast<std::uint64_t>(m_Job.options.seed);
  return {.patchSize = m_Configuration.patchSize,
          .batchSize = m_Configuration.batchSize,
          .sampling = m_Job.options.sampling,
          .foregroundFraction = m_Job.options.foregroundFraction,
          .augmentation = m_Job.options.augmentation,
          .previousStageLabels = m_Configuration.previousStage.empty() ? std::vector<std::int64_t>()
                                                                       : m_Job.model.description.ForegroundValues(),
          .training = training,
          .derive = training ? m_Targets.Derive() : DeriveFunction(),
          .seed = training ? seed : seed ^ kValidationSeed,
          .threads = training ? m_Job.options.loaderThreads : 1};
}

TrainingResult
TrainingLoop::Run()
{
  try
  {
    BatchLoader loader(m_Job.trainingCases, LoaderOptions(true), m_State.iteration);
    for (;;)
    {
      // Asked before each iteration, not after: a run that was stopped during a validation resumes with it.
      if (static_cast<std::int64_t>(m_State.epochs.size()) < m_State.iteration / m_Job.options.iterationsPerEpoch)
      {
        FinishEpoch();
      }
      if (m_State.iteration == m_TotalIterations)
      {
        break;
      }
      m_Context.ThrowIfCancelled();
      RunIteration(loader);
      if (SecondsSince(m_LastCheckpoint) > 60.0 * m_Job.options.checkpointMinutes)
      {
        SaveCheckpoint(kLatest);
      }
    }
  }
  catch (const Cancelled &)
  {
    SaveCheckpoint(kLatest);
    throw;
  }
  SaveCheckpoint(kLatest);
  TakeKeptWeights();
  TrainingResult result{CurrentModel(), m_State.epochs};
  WriteModel(m_Job.runFolder / "model.safetensors", result.model);
  return result;
}

void
TrainingLoop::TakeKeptWeights()
{
  const std::filesystem::path path = m_Job.runFolder / kLowestLoss;
  if (m_Job.options.keep == KeptWeights::Last || !std::filesystem::exists(path))
  {
    return;
  }
  const Checkpoint kept = ReadCheckpoint(path);
  m_Network.LoadParameters(kept.weights, path.string());
  if (m_Average)
  {
    m_Average->Averaged().LoadParameters(kept.average, path.string());
  }
}

at::Tensor
TrainingLoop::LossOf(const Batch & batch, const std::function<at::Tensor()> & compute) const
{
  std::string what;
  try
  {
    at::Tensor loss = compute();
    if (loss.isfinite().item<bool>())
    {
      return loss;
    }
    what = fmt::format("the loss is {}", loss.item<double>());
  }
  catch (const NotANumberError & error)
  {
    what = error.what();
  }
  Fail(ErrorKind::Usage, "training diverged at iteration {} (cases {}): {}; lower optimizer.learning_rate ({})",
       m_State.iteration, fmt::join(batch.cases, ", "), what, m_Job.options.optimizer.learningRate);
}

void
TrainingLoop::RunIteration(BatchLoader & loader)
{
  const Clock::time_point start = Clock::now();
  const double waitedBefore = loader.WaitedSeconds();
  const Batch batch = loader.Next();

  m_Network.SetTraining(true);
  m_Network.SetDeepSupervision(m_Job.options.deepSupervision);
  const at::Tensor loss = LossOf(batch, [&] {
    const PrecisionScope scope(m_Precision);
    return DeepSupervisionLoss(m_Network.Forward(batch.images), m_Targets.Of(batch), m_Targets.Weights(), m_Loss);
  });
  m_LastLoss = loss.item<double>();
  loss.backward();
  m_Optimizer.Step(LearningRate(m_Job.options, m_State.iteration));
  if (m_Average)
  {
    m_Average->Update(m_Network, m_State.iteration);
  }

  const double seconds = SecondsSince(start);
  const double minutesBefore = m_State.trainingSeconds / 60.0;
  m_State.trainingSeconds += seconds;
  m_State.epochSeconds += seconds;
  m_State.epochWaitSeconds += loader.WaitedSeconds() - waitedBefore;
  m_State.epochLossSum += m_LastLoss * static_cast<double>(batch.images.size(0));
  m_State.epochBatchLossSum += m_LastLoss;
  ++m_State.iteration;
  WriteSnapshots(minutesBefore);
  m_Context.Report(
      static_cast<double>(m_State.iteration) / static_cast<double>(m_TotalIterations),
      fmt::format("epoch {}/{}  loss {:.4f}  pseudo-Dice {}",
                  (m_State.iteration - 1) / m_Job.options.iterationsPerEpoch + 1, m_Job.options.epochs, m_LastLoss,
                  m_State.epochs.empty() ? "-" : fmt::format("{:.4f}", m_State.epochs.back().meanPseudoDice)));
}

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
  RunValidation(record.epoch, record);
  m_State.epochLossSum = 0.0;
  m_State.epochBatchLossSum = 0.0;
  m_State.epochSeconds = 0.0;
  m_State.epochWaitSeconds = 0.0;
  m_State.epochs.push_back(record);
  UseLossOfEpoch();
  WriteTrainingLog(m_Job.runFolder, m_State.epochs);
  if (IsLowest(m_State.epochs, m_Job.options.keep))
  {
    SaveCheckpoint(kLowestLoss);
  }

  if (!std::isnan(record.meanPseudoDice))
  {
    const bool first = m_State.bestPseudoDice < 0.0;
    m_State.movingPseudoDice =
        first ? record.meanPseudoDice : 0.9 * m_State.movingPseudoDice + 0.1 * record.meanPseudoDice;
    if (m_State.movingPseudoDice > m_State.bestPseudoDice)
    {
      m_State.bestPseudoDice = m_State.movingPseudoDice;
      SaveCheckpoint(kBest);
    }
  }
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
      const PrecisionScope scope(m_Precision);
      const at::Tensor logits = network.Forward(batch.images).front();
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

void
TrainingLoop::WriteSnapshots(double minutesBefore)
{
  const double minutes = m_State.trainingSeconds / 60.0;
  for (const double wanted : m_Job.options.snapshotMinutes)
  {
    if (minutesBefore < wanted && minutes >= wanted)
    {
      WriteModel(m_Job.runFolder / fmt::format("snapshot_{:g}min.safetensors", wanted), CurrentModel());
    }
  }
}

void
TrainingLoop::SaveCheckpoint(const char * name)
{
  Checkpoint checkpoint = m_State;
  checkpoint.weights = CopyOf(m_Network);
  checkpoint.optimizer = m_Optimizer.State();
  if (m_Average)
  {
    checkpoint.average = CopyOf(m_Average->Averaged());
  }
  WriteCheckpoint(m_Job.runFolder / name, checkpoint);
  m_LastCheckpoint = Clock::now();
}

Model
TrainingLoop::CurrentModel() const
{
  Model model = m_Job.model;
  // A network that never saw mirrored patches must not be asked about them.
  const AugmentationOptions & augmentation = m_Job.options.augmentation;
  model.mirrorAxes = augmentation.enabled ? augmentation.mirrorAxes : std::vector<int>();
  model.folds = {{m_Job.fold, m_Average ? CopyOf(m_Average->Averaged()) : CopyOf(m_Network)}};
  Json cases = Json::array();
  for (const TrainingCase & trainingCase : m_Job.trainingCases)
  {
    cases.push_back(trainingCase.name);
  }
  model.provenance["training"] = {{"options", ToJson(m_Job.options)},
                                  {"iterations", m_State.iteration},
                                  {"training_minutes", m_State.trainingSeconds / 60.0},
                                  {"training_cases", cases}};
  return model;
}

} // namespace vox
