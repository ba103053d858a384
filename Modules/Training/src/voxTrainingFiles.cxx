// SPDX-License-Identifier: Apache-2.0
// What a training leaves in its run folder and reads from there.
#include "voxTrainingLoop.h"

#include <ATen/ATen.h>

#include <string_view>

namespace vox
{
namespace
{

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

} // namespace

void
TrainingLoop::Resume()
{
  const std::filesystem::path path = m_Job.runFolder / latestFile;
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

void
TrainingLoop::ShowPatches(const Batch & batch)
{
  if (!m_Patches)
  {
    return;
  }
  m_Patches->Add(batch);
  const bool isLast = (m_State.iteration + 1) % m_Job.options.iterationsPerEpoch == 0;
  if (m_Patches->IsFull() || isLast)
  {
    m_Job.onPatches(m_Patches->Picture());
    m_Patches.reset();
  }
}

void
TrainingLoop::TakeKeptWeights()
{
  const std::filesystem::path path = m_Job.runFolder / lowestLossFile;
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
  if (name == std::string_view(latestFile)) // the others do not put it off
  {
    m_LastCheckpoint = Clock::now();
  }
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
