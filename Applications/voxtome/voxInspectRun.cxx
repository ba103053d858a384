// SPDX-License-Identifier: Apache-2.0
#include "voxCheckpoint.h"
#include "voxInspection.h"
#include "voxTextTable.h"
#include "voxTrainingLog.h"
#include "voxTrainingRequest.h"

#include <algorithm>

namespace vox
{
namespace
{

constexpr std::size_t kEpochsShown = 10;

std::vector<EpochRecord>
ReadEpochs(const std::filesystem::path & file)
{
  return std::filesystem::exists(file) ? ReadTrainingLog(file) : std::vector<EpochRecord>();
}

std::string
EpochTable(std::span<const EpochRecord> epochs)
{
  std::vector<std::vector<std::string>> rows{
      {"epoch", "learning rate", "training loss", "validation loss", "pseudo-Dice", "minutes", "s/iteration"}};
  for (const EpochRecord & epoch : epochs.last(std::min(epochs.size(), kEpochsShown)))
  {
    rows.push_back({std::to_string(epoch.epoch), fmt::format("{:.3g}", epoch.learningRate),
                    fmt::format("{:.4f}", epoch.trainingLoss), fmt::format("{:.4f}", epoch.validationLoss),
                    fmt::format("{:.4f}", epoch.meanPseudoDice), fmt::format("{:.1f}", epoch.trainingMinutes),
                    fmt::format("{:.3f}", epoch.secondsPerIteration)});
  }
  return TextTable(rows);
}

Json
EpochsJson(std::span<const EpochRecord> epochs)
{
  Json list = Json::array();
  for (const EpochRecord & epoch : epochs)
  {
    list.push_back(ToJson(epoch));
  }
  return list;
}

/** Mean foreground Dice of the validation, or null. */
Json
ValidationDice(const std::filesystem::path & file)
{
  return std::filesystem::exists(file) ? ReadJson(file).at("foreground_mean").value("Dice", Json()) : Json();
}

} // namespace

bool
IsRunFolder(const std::filesystem::path & folder)
{
  return std::filesystem::exists(folder / kRunOptionsFile);
}

Inspection
InspectRun(const std::filesystem::path & folder)
{
  const TrainingRequest request = ReadTrainingRequest(folder);
  const std::vector<EpochRecord> epochs = ReadEpochs(folder / "log.jsonl");
  const Json dice = ValidationDice(folder / "validation" / "summary.json");
  const bool hasModel = std::filesystem::exists(folder / "model.safetensors");

  Inspection inspection;
  inspection.text = TextList({{"run", folder.string()},
                              {"data set", request.dataset},
                              {"configuration", request.configuration},
                              {"fold", request.fold},
                              {"epochs", fmt::format("{} of {}", epochs.size(), request.training.epochs)},
                              {"model", hasModel ? "written" : "not yet"},
                              {"validation", dice.is_null() ? "none yet" : "mean Dice " + dice.dump()}});
  if (!epochs.empty())
  {
    inspection.text += '\n';
    inspection.text += EpochTable(epochs);
  }
  inspection.json = {{"kind", "run"},
                     {"folder", folder.string()},
                     {"options", ReadJson(folder / kRunOptionsFile)},
                     {"epochs", EpochsJson(epochs)},
                     {"model", hasModel},
                     {"validation_dice", dice}};
  return inspection;
}

} // namespace vox
