// SPDX-License-Identifier: Apache-2.0
#include "voxNnunetFolder.h"

#include "voxModelStages.h"
#include "voxNnunetCheckpoint.h"
#include "voxNnunetFolds.h"
#include "voxPickleValues.h"
#include "voxPrintable.h"
#include "voxRequireFittingWeights.h"
#include "voxRethrowAs.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace vox
{
namespace
{

constexpr const char * kFingerprint = "dataset_fingerprint.json";
constexpr const char * kLayout = "dataset.json, plans.json, fold_0/checkpoint_final.pth";

/** Folders of results inside, for whoever named the folder of the data set. */
std::vector<std::string>
ResultsInside(const std::filesystem::path & folder)
{
  std::vector<std::string> names;
  for (const auto & entry : std::filesystem::directory_iterator(folder))
  {
    if (entry.is_directory() && IsNnunetFolder(entry.path()))
    {
      names.push_back(entry.path().filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

void
RequireLayout(const std::filesystem::path & folder)
{
  if (!std::filesystem::is_directory(folder))
  {
    Fail(ErrorKind::BadModel, "{}: no such folder; expected the results of nnU-Net v2 ({})", folder.string(), kLayout);
  }
  for (const char * name : {"plans.json", "dataset.json"})
  {
    if (std::filesystem::is_regular_file(folder / name))
    {
      continue;
    }
    if (const auto inside = ResultsInside(folder); !inside.empty())
    {
      Fail(ErrorKind::BadModel, "{}: holds several results of nnU-Net, expected one; name one of: {}", folder.string(),
           fmt::join(inside, ", "));
    }
    Fail(ErrorKind::BadModel, "{}: missing; expected the results folder of nnU-Net v2 ({})", (folder / name).string(),
         kLayout);
  }
}

/** Axes of the network's own grid become tensor axes: a 2D network has no axis 0. */
std::vector<int>
TensorAxes(const std::vector<int> & axes, int dimensions, const std::string & where)
{
  std::set<int> tensorAxes;
  for (const int axis : axes)
  {
    if (axis >= dimensions || !tensorAxes.insert(axis + 3 - dimensions).second)
    {
      Fail(ErrorKind::BadModel,
           "{}: inference_allowed_mirroring_axes: found [{}], expected axes below {} of a {}D network, each once",
           where, fmt::join(axes, ", "), dimensions, dimensions);
    }
  }
  return {tensorAxes.begin(), tensorAxes.end()};
}

/** The value at the end of a path of keys; null where it ends before. */
Json
ValueAt(Json document, const std::vector<std::string> & keys)
{
  for (const std::string & key : keys)
  {
    const auto found = document.find(key);
    document = found == document.end() ? Json() : Json(*found);
  }
  return document;
}

/** Settings that decide what the network sees, where the plan of the folder is not the one of the training. */
std::set<std::string>
DifferencesFromTraining(const Json & plan, const Json & trained, const std::string & configuration)
{
  std::set<std::string> different;
  if (!trained.is_object())
  {
    return different;
  }
  const auto compare = [&](const std::vector<std::string> & keys) {
    // As plain JSON, so that the order of keys does not count.
    if (nlohmann::json(ValueAt(plan, keys)) != nlohmann::json(ValueAt(trained, keys)))
    {
      different.insert(keys.back());
    }
  };
  for (const char * key : {"transpose_forward", "foreground_intensity_properties_per_channel", "image_reader_writer"})
  {
    compare({key});
  }
  for (const Json * document : {&plan, &trained})
  {
    const Json settings = ValueAt(*document, {"configurations", configuration});
    for (const auto & [key, value] : settings.items())
    {
      compare({"configurations", configuration, key});
    }
  }
  return different;
}

Json
FoldProvenance(const NnunetCheckpoint & checkpoint)
{
  Json json{{"trainer", checkpoint.trainer}, {"fold", checkpoint.fold}};
  if (checkpoint.epoch)
  {
    json["epoch"] = *checkpoint.epoch;
  }
  if (checkpoint.bestEmaDice)
  {
    json["best_ema_dice"] = *checkpoint.bestEmaDice;
  }
  return json;
}

void
AddFold(Model & model, const std::string & fold, NnunetCheckpoint checkpoint, const std::string & where,
        const std::string & plans)
{
  if (model.folds.empty())
  {
    model.configuration = checkpoint.configuration;
    const PlanConfiguration configuration = model.plan.Configuration(model.configuration, plans);
    model.mirrorAxes = TensorAxes(checkpoint.mirrorAxes, configuration.network.Dimensions(), where);
    model.provenance["trainer"] = checkpoint.trainer;
    if (const auto keys = DifferencesFromTraining(model.plan.document, checkpoint.plans, model.configuration);
        !keys.empty())
    {
      model.provenance["differs_from_training"] = keys;
    }
  }
  else if (checkpoint.configuration != model.configuration)
  {
    Fail(ErrorKind::BadModel,
         "{}: found configuration '{}', expected '{}' as in fold {}; name folds that belong together", where,
         checkpoint.configuration, model.configuration, model.folds.front().fold);
  }
  model.provenance["folds"][fold] = FoldProvenance(checkpoint);
  model.folds.push_back({fold, std::move(checkpoint.weights)});
}

/** For weights that do not fit: other trainers than nnU-Net's own may build other networks. */
std::string
HintOfTrainer(const Model & model, const std::string & fold)
{
  const auto trainer = model.provenance.at("folds").at(fold).at("trainer").get<std::string>();
  return trainer == "nnUNetTrainer" ? ""
                                    : fmt::format(" (trainer {}, which may not follow the plan)", Printable(trainer));
}

/** The stage before lies in a folder beside this one, or must be given to the prediction as labels. */
void
AddPreviousStage(Model & model, const std::filesystem::path & folder, const std::string & plans)
{
  const std::string stage = model.plan.Configuration(model.configuration, plans).previousStage;
  const auto beside = ResultsBeside(folder, model.configuration, stage);
  if (stage.empty() || !beside || !IsNnunetFolder(*beside))
  {
    return;
  }
  model.previousStage = std::make_shared<const Model>(
      ReadNnunetFolder(*beside, {.folds = FoldsIfTrained(*beside, model.FoldNames()), .checkpoint = ""}));
  RequirePreviousStage(model, folder.string());
}

} // namespace

Model
ReadNnunetFolder(const std::filesystem::path & folder, const NnunetFolderOptions & options)
{
  RequireLayout(folder);
  const std::string plans = (folder / "plans.json").string();
  const std::string dataset = (folder / "dataset.json").string();
  Model model;
  RethrowAs(ErrorKind::BadModel, [&] {
    model.plan = ParsePlan(ReadJson(plans), plans);
    model.description = ParseDatasetDescription(ReadJson(dataset), dataset);
  });
  if (model.description.name.empty() && model.plan.document.at("dataset_name").is_string())
  {
    model.description.name = model.plan.document.at("dataset_name").get<std::string>();
  }

  if (const std::filesystem::path fingerprint = folder / kFingerprint; std::filesystem::exists(fingerprint))
  {
    RethrowAs(ErrorKind::BadModel, [&] { model.fingerprint = ReadJson(fingerprint); });
  }

  const FoldChoice choice = ChooseFolds(folder, options);
  const auto checkpointOf = [&](const std::string & fold) { return FoldFolder(folder, fold) / choice.checkpoint; };
  model.provenance = {{"source", "nnU-Net"}, {"trainer", ""}, {"checkpoint", choice.checkpoint}};
  for (const std::string & fold : choice.folds)
  {
    AddFold(model, fold, ReadNnunetCheckpoint(checkpointOf(fold)), checkpointOf(fold).string(), plans);
  }
  RequireFittingWeights(model, plans, [&](const FoldWeights & fold) {
    return checkpointOf(fold.fold).string() + HintOfTrainer(model, fold.fold);
  });
  AddPreviousStage(model, folder, plans);
  return model;
}

} // namespace vox
