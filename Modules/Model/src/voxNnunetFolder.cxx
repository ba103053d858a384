// SPDX-License-Identifier: Apache-2.0
#include "voxNnunetFolder.h"

#include "voxNnunetCheckpoint.h"
#include "voxRequireFittingWeights.h"
#include "voxRethrowAs.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

namespace vox
{
namespace
{

constexpr const char * kFinal = "checkpoint_final.pth";
constexpr const char * kBest = "checkpoint_best.pth";
constexpr const char * kFoldPrefix = "fold_";
constexpr const char * kLayout = "dataset.json, plans.json, fold_0/checkpoint_final.pth";

std::filesystem::path
FoldFolder(const std::filesystem::path & folder, const std::string & fold)
{
  return folder / (kFoldPrefix + fold);
}

/** The folds that have a folder: those with a number first, by number, then the others, by name. */
std::vector<std::string>
FoldsIn(const std::filesystem::path & folder)
{
  std::vector<std::string> folds;
  for (const auto & entry : std::filesystem::directory_iterator(folder))
  {
    const std::string name = entry.path().filename().string();
    if (entry.is_directory() && name.starts_with(kFoldPrefix) && name.size() > std::string_view(kFoldPrefix).size())
    {
      folds.push_back(name.substr(std::string_view(kFoldPrefix).size()));
    }
  }
  const auto isNumber = [](const std::string & fold) { return fold.find_first_not_of("0123456789") == fold.npos; };
  std::sort(folds.begin(), folds.end(), [&](const std::string & a, const std::string & b) {
    // Numbers of more digits are larger.
    return std::tuple(!isNumber(a), isNumber(a) ? a.size() : 0, a) <
           std::tuple(!isNumber(b), isNumber(b) ? b.size() : 0, b);
  });
  return folds;
}

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

struct Choice
{
  std::string checkpoint;
  std::vector<std::string> folds;
};

std::vector<std::string>
FoldsWith(const std::filesystem::path & folder, const std::vector<std::string> & folds, const std::string & checkpoint)
{
  std::vector<std::string> found;
  std::copy_if(folds.begin(), folds.end(), std::back_inserter(found), [&](const std::string & fold) {
    return std::filesystem::exists(FoldFolder(folder, fold) / checkpoint);
  });
  return found;
}

/** fold_all was trained on the cases of all other folds and is no part of their ensemble. */
void
LeaveOutAll(std::vector<std::string> & folds)
{
  if (folds.size() > 1)
  {
    folds.erase(std::remove(folds.begin(), folds.end(), "all"), folds.end());
  }
}

Choice
ChooseFolds(const std::filesystem::path & folder, const NnunetFolderOptions & options)
{
  const std::vector<std::string> existing = FoldsIn(folder);
  const std::vector<std::string> wanted = options.folds.empty() ? existing : options.folds;
  for (const std::string & fold : wanted)
  {
    if (std::find(existing.begin(), existing.end(), fold) == existing.end())
    {
      Fail(ErrorKind::BadModel, "{}: no such folder; the folds there are: {}", FoldFolder(folder, fold).string(),
           fmt::join(existing, ", "));
    }
  }
  std::vector<std::string> names{options.checkpoint};
  if (options.checkpoint.empty())
  {
    names = {kFinal, kBest};
  }
  for (const std::string & name : names)
  {
    Choice choice{name, FoldsWith(folder, wanted, name)};
    if (choice.folds.empty())
    {
      continue;
    }
    if (options.folds.empty())
    {
      LeaveOutAll(choice.folds);
    }
    else if (choice.folds.size() != wanted.size())
    {
      choice.folds = wanted; // the one that lacks it is named when it is opened
    }
    return choice;
  }
  Fail(ErrorKind::BadModel, "{}: expected {} in a folder of a fold, found {}", folder.string(),
       fmt::join(names, " or "),
       wanted.empty() ? "no folder fold_*" : fmt::format("none in those of {}", fmt::join(wanted, ", ")));
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
    model.mirrorAxes = TensorAxes(checkpoint.mirrorAxes, configuration.network.dimensions, where);
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

} // namespace

bool
IsNnunetFolder(const std::filesystem::path & folder)
{
  return std::filesystem::is_directory(folder) && std::filesystem::exists(folder / "plans.json") &&
         !FoldsIn(folder).empty();
}

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

  const Choice choice = ChooseFolds(folder, options);
  const auto checkpointOf = [&](const std::string & fold) { return FoldFolder(folder, fold) / choice.checkpoint; };
  model.provenance = {{"source", "nnU-Net"}, {"trainer", ""}, {"checkpoint", choice.checkpoint}};
  for (const std::string & fold : choice.folds)
  {
    AddFold(model, fold, ReadNnunetCheckpoint(checkpointOf(fold)), checkpointOf(fold).string(), plans);
  }
  RequireFittingWeights(model, plans, [&](const FoldWeights & fold) { return checkpointOf(fold.fold).string(); });
  return model;
}

} // namespace vox
