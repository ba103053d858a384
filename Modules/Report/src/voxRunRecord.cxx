// SPDX-License-Identifier: Apache-2.0
#include "voxRunRecord.h"

#include "voxAtomicFile.h"
#include "voxDatasetDescription.h"
#include "voxError.h"

#include <fstream>
#include <limits>

namespace vox
{
namespace
{

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double
NumberOr(const Json & value)
{
  return value.is_number() ? value.get<double>() : kNone;
}

std::string
TextOf(const Json & object, const char * key)
{
  const Json value = object.is_object() ? object.value(key, Json()) : Json();
  return value.is_string() ? value.get<std::string>() : value.is_null() ? "-" : value.dump();
}

/** Null where the file is not there. */
Json
ReadIfThere(const std::filesystem::path & file)
{
  return std::filesystem::exists(file) ? ReadJson(file) : Json();
}

/** An epoch that was trained again after an interruption counts as it was the last time. */
std::vector<Json>
ReadLog(const std::filesystem::path & file)
{
  std::vector<Json> epochs;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);)
  {
    if (line.empty())
    {
      continue;
    }
    Json epoch = ParseJson(line, file.string());
    const Json number = epoch.is_object() ? epoch.value("epoch", Json()) : Json();
    if (!number.is_number_integer() || number.get<std::int64_t>() < 0 ||
        number.get<std::int64_t>() > static_cast<std::int64_t>(epochs.size()))
    {
      Fail(ErrorKind::BadInput, "{}: found a line without the number of the next epoch, expected the log of a training",
           file.string());
    }
    epochs.resize(number.get<std::size_t>());
    epochs.push_back(std::move(epoch));
  }
  return epochs;
}

void
ReadSplit(RunRecord & run, const std::filesystem::path & file)
{
  const Json splits = ReadIfThere(file);
  std::size_t fold = 0;
  try
  {
    fold = std::stoul(run.fold);
  }
  catch (const std::exception &)
  {
    return; // all cases train
  }
  const Json split = splits.is_array() && fold < splits.size() ? splits[fold] : Json();
  for (const auto & [key, names] : {std::pair{"train", &run.trainingCases}, {"val", &run.validationCases}})
  {
    for (const Json & name : split.is_object() ? split.value(key, Json::array()) : Json::array())
    {
      if (name.is_string())
      {
        names->push_back(name.get<std::string>());
      }
    }
  }
}

/** A configuration with what it takes from those it inherits from. */
Json
WithInherited(const Json & configurations, const std::string & name)
{
  Json plan = configurations.value(name, Json());
  for (std::size_t depth = 0; depth < configurations.size() && plan.is_object() && plan.contains("inherits_from");
       ++depth)
  {
    Json parent = configurations.value(TextOf(plan, "inherits_from"), Json());
    plan.erase("inherits_from");
    if (parent.is_object())
    {
      parent.update(plan, true);
      plan = std::move(parent);
    }
  }
  return plan;
}

/** Folders would tell whose machine it was. */
void
LeaveFoldersOut(Json & json)
{
  if (json.is_string())
  {
    const std::filesystem::path path(json.get<std::string>());
    json = path.is_absolute() ? path.filename().string() : json.get<std::string>();
  }
  for (auto & [key, value] : json.items())
  {
    if (json.is_structured())
    {
      LeaveFoldersOut(value);
    }
  }
}

} // namespace

std::vector<double>
RunRecord::History(const std::string & key) const
{
  std::vector<double> history;
  for (const Json & epoch : epochs)
  {
    history.push_back(NumberOr(epoch.value(key, Json())));
  }
  return history;
}

std::vector<EpochValue>
RunRecord::Values() const
{
  using enum EpochValueKind;
  std::vector<EpochValue> values{MakeEpochValue("training loss", Loss, History("training_loss")),
                                 MakeEpochValue("validation loss", Loss, History("validation_loss")),
                                 MakeEpochValue("mean pseudo-Dice", Score, History("mean_pseudo_dice"))};
  for (std::size_t k = 0; k < structures.size() && structures.size() > 1; ++k)
  {
    std::vector<double> history;
    for (const Json & epoch : epochs)
    {
      const Json scores = epoch.value("pseudo_dice", Json());
      history.push_back(scores.is_array() && k < scores.size() ? NumberOr(scores[k]) : kNone);
    }
    values.push_back(MakeEpochValue(structures[k], ScoreOfStructure, std::move(history)));
  }
  values.push_back(MakeEpochValue("learning rate", Other, History("learning_rate")));
  values.push_back(MakeEpochValue("seconds per iteration", Other, History("seconds_per_iteration")));
  return values;
}

RunRecord
ReadRunRecord(const std::filesystem::path & folder)
{
  const Json manifest = ReadIfThere(folder / "options.json");
  const Json all = manifest.is_object() ? manifest.value("options", Json()) : Json();
  const Json training = all.is_object() ? all.value("training", Json()) : Json();
  if (!training.is_object())
  {
    Fail(ErrorKind::BadInput, "{}: found no options.json of a training, expected a run folder of voxtome train",
         folder.string());
  }
  RunRecord run;
  run.configuration = TextOf(all, "configuration");
  run.fold = TextOf(all, "fold");
  run.dataset = std::filesystem::path(TextOf(all, "dataset")).filename().string();
  run.programVersion = TextOf(manifest, "version");
  const Json epochs = training.value("epochs", Json());
  run.wantedEpochs = epochs.is_number_integer() ? epochs.get<std::int64_t>() : 0;
  run.epochs = ReadLog(folder / "log.jsonl");
  run.options = training;
  LeaveFoldersOut(run.options);
  run.environment = manifest;
  run.environment.erase("options");
  const Json plans = ReadIfThere(folder / "plans.json");
  const Json configurations = plans.is_object() ? plans.value("configurations", Json()) : Json();
  run.plan = configurations.is_object() ? WithInherited(configurations, run.configuration) : Json();
  run.validation = ReadIfThere(folder / "validation" / "summary.json");
  if (std::filesystem::exists(folder / "dataset.json"))
  {
    const std::filesystem::path file = folder / "dataset.json";
    for (const LabelEntry & entry : ParseDatasetDescription(ReadJson(file), file.string()).Foreground())
    {
      run.structures.push_back(entry.name);
    }
  }
  ReadSplit(run, folder / "splits_final.json");
  if (std::filesystem::exists(folder / "patches.png"))
  {
    run.patches = ReadTextFile(folder / "patches.png");
  }
  return run;
}

} // namespace vox
