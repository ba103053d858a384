// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingLoop.h"

#include "voxDeepSupervision.h"
#include "voxEncoderWeights.h"
#include "voxLearningRate.h"
#include "voxTrainingLoss.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

/** Keeps the random numbers of the validation patches apart from those of the training patches. */
constexpr std::uint64_t kValidationSeed = 0x76616C6964617465ULL;

/** As often as progress.html is written within an epoch: about as often as readers look. */
constexpr double SecondsBetweenNews = 10.0;

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
  if (m_Job.onPatches)
  {
    m_Patches.emplace(m_Job.model.description);
  }
  UseLossOfEpoch();
}

void
TrainingLoop::UseLossOfEpoch()
{
  const auto epoch = static_cast<std::int64_t>(m_State.epochs.size());
  m_Loss = MakeTrainingLoss(m_Job.options, m_Configuration, m_Job.model.description, epoch);
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
  WriteNews(TrainingState::Running);
  OpenEventFile();
  try
  {
    TrainingResult result = RunToEnd();
    WriteNews(TrainingState::Finished);
    return result;
  }
  catch (const Cancelled &)
  {
    WriteLastNews(TrainingState::Interrupted);
    throw;
  }
  catch (const std::exception & error)
  {
    WriteLastNews(TrainingState::Failed, error.what());
    throw;
  }
}

TrainingResult
TrainingLoop::RunToEnd()
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
        SaveCheckpoint(latestFile);
      }
      if (SecondsSince(m_LastNews) > SecondsBetweenNews)
      {
        WriteNews(TrainingState::Running);
      }
    }
  }
  catch (const Cancelled &)
  {
    SaveCheckpoint(latestFile);
    throw;
  }
  SaveCheckpoint(latestFile);
  TakeKeptWeights();
  TrainingResult result{CurrentModel(), m_State.epochs};
  WriteModel(m_Job.runFolder / "model.safetensors", result.model);
  return result;
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

std::vector<at::Tensor>
TrainingLoop::LogitsOf(Network & network, const Batch & batch) const
{
  std::vector<at::Tensor> logits;
  {
    const PrecisionScope scope(m_Precision);
    logits = network.Forward(batch.images);
  }
  for (at::Tensor & ofOutput : logits)
  {
    ofOutput = ofOutput.to(at::kFloat);
  }
  return logits;
}

void
TrainingLoop::RunIteration(BatchLoader & loader)
{
  const Clock::time_point start = Clock::now();
  const double waitedBefore = loader.WaitedSeconds();
  const Batch batch = loader.Next();
  ShowPatches(batch);

  m_Network.SetTraining(true);
  m_Network.SetDeepSupervision(m_Job.options.deepSupervision);
  const at::Tensor loss = LossOf(batch, [&] {
    return DeepSupervisionLoss(LogitsOf(m_Network, batch), m_Targets.Of(batch), m_Targets.Weights(), m_Loss);
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

} // namespace vox
