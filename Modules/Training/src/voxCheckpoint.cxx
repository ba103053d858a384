// SPDX-License-Identifier: Apache-2.0
#include "voxCheckpoint.h"

#include "voxNumberOrNull.h"
#include "voxSafetensors.h"
#include "voxTensorBytes.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>

namespace vox
{
namespace
{

constexpr const char * kFormat = "voxtome-checkpoint-1";
constexpr std::array<std::string_view, 3> kGroups{"weights/", "average/", "optimizer/"};

std::map<std::string, at::Tensor> &
Group(Checkpoint & checkpoint, std::string_view group)
{
  return group == kGroups[0] ? checkpoint.weights : group == kGroups[1] ? checkpoint.average : checkpoint.optimizer;
}

} // namespace

void
WriteCheckpoint(const std::filesystem::path & path, const Checkpoint & checkpoint)
{
  Json state = {{"iteration", checkpoint.iteration},
                {"training_seconds", checkpoint.trainingSeconds},
                {"epoch_loss_sum", checkpoint.epochLossSum},
                {"epoch_batch_loss_sum", NumberOrNull(checkpoint.epochBatchLossSum)},
                {"epoch_seconds", checkpoint.epochSeconds},
                {"epoch_wait_seconds", checkpoint.epochWaitSeconds},
                {"moving_pseudo_dice", checkpoint.movingPseudoDice},
                {"best_pseudo_dice", checkpoint.bestPseudoDice},
                {"epochs", Json::array()}};
  for (const EpochRecord & record : checkpoint.epochs)
  {
    state["epochs"].push_back(ToJson(record));
  }
  std::vector<at::Tensor> contiguous; // keeps the bytes alive until they are written
  std::vector<TensorView> views;
  Checkpoint source = checkpoint;
  for (const std::string_view group : kGroups)
  {
    for (const auto & [name, tensor] : Group(source, group))
    {
      contiguous.push_back(tensor.detach().contiguous());
      views.push_back(ViewOfTensor(std::string(group) + name, contiguous.back()));
    }
  }
  WriteSafetensors(path, views, {{"format", kFormat}, {"state", state.dump()}, {"options", checkpoint.options.dump()}});
}

Checkpoint
ReadCheckpoint(const std::filesystem::path & path)
{
  const SafetensorsFile file(path);
  const auto & metadata = file.Metadata();
  const auto format = metadata.find("format");
  if (format == metadata.end() || format->second != kFormat)
  {
    Fail(ErrorKind::BadModel,
         "{}: not a training checkpoint of this program; expected the file checkpoint_latest.safetensors of a run "
         "folder",
         path.string());
  }
  Checkpoint checkpoint;
  try
  {
    const Json state = Json::parse(metadata.at("state"));
    checkpoint.options = Json::parse(metadata.at("options"));
    checkpoint.iteration = state.at("iteration").get<std::int64_t>();
    checkpoint.trainingSeconds = state.at("training_seconds").get<double>();
    checkpoint.epochLossSum = state.at("epoch_loss_sum").get<double>();
    checkpoint.epochBatchLossSum = NumberOrNan(state, "epoch_batch_loss_sum");
    checkpoint.epochSeconds = state.at("epoch_seconds").get<double>();
    checkpoint.epochWaitSeconds = state.at("epoch_wait_seconds").get<double>();
    checkpoint.movingPseudoDice = state.at("moving_pseudo_dice").get<double>();
    checkpoint.bestPseudoDice = state.at("best_pseudo_dice").get<double>();
    for (const Json & record : state.at("epochs"))
    {
      checkpoint.epochs.push_back(EpochRecordFromJson(record));
    }
  }
  catch (const std::exception & error)
  {
    Fail(ErrorKind::BadModel, "{}: the state of the checkpoint is damaged ({}); use an older checkpoint", path.string(),
         error.what());
  }
  for (const TensorView & view : file.Tensors())
  {
    for (const std::string_view group : kGroups)
    {
      if (view.name.starts_with(group))
      {
        // A copy: the next checkpoint replaces the mapped file.
        Group(checkpoint, group)[view.name.substr(group.size())] = MappedTensor(file, view).clone();
      }
    }
  }
  return checkpoint;
}

void
RequireSameOptions(const Checkpoint & checkpoint, const TrainOptions & options, const std::filesystem::path & path)
{
  static constexpr std::array<std::string_view, 3> harmless{"loader_threads", "checkpoint_minutes", "snapshot_minutes"};
  const Json now = ToJson(options);
  for (const auto & [key, value] : now.items())
  {
    const auto before = checkpoint.options.find(key);
    const bool mayDiffer = std::find(harmless.begin(), harmless.end(), key) != harmless.end();
    if (!mayDiffer && (before == checkpoint.options.end() || *before != value))
    {
      Fail(ErrorKind::Usage,
           "{}: the run was started with {} = {}, now it is {}; resume with the same options or start a new run",
           path.string(), key, before == checkpoint.options.end() ? "nothing" : before->dump(), value.dump());
    }
  }
}

} // namespace vox
