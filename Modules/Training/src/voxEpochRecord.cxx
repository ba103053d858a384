// SPDX-License-Identifier: Apache-2.0
#include "voxCheckpoint.h"

#include "voxNumberOrNull.h"

namespace vox
{

Json
ToJson(const EpochRecord & record)
{
  Json dice = Json::array();
  for (const double value : record.pseudoDice)
  {
    dice.push_back(NumberOrNull(value));
  }
  return {{"epoch", record.epoch},
          {"learning_rate", record.learningRate},
          {"training_loss", record.trainingLoss},
          {"training_batch_loss", NumberOrNull(record.trainingBatchLoss)},
          {"validation_loss", NumberOrNull(record.validationLoss)},
          {"validation_batch_loss", NumberOrNull(record.validationBatchLoss)},
          {"pseudo_dice", dice},
          {"mean_pseudo_dice", NumberOrNull(record.meanPseudoDice)},
          {"training_minutes", record.trainingMinutes},
          {"seconds_per_iteration", record.secondsPerIteration},
          {"epoch_seconds", NumberOrNull(record.epochSeconds)},
          {"loader_wait_share", record.loaderWaitShare}};
}

EpochRecord
EpochRecordFromJson(const Json & json)
{
  EpochRecord record;
  record.epoch = json.at("epoch").get<std::int64_t>();
  record.learningRate = json.at("learning_rate").get<double>();
  record.trainingLoss = json.at("training_loss").get<double>();
  record.trainingBatchLoss = NumberOrNan(json, "training_batch_loss");
  record.validationLoss = NumberOrNan(json.at("validation_loss"));
  record.validationBatchLoss = NumberOrNan(json, "validation_batch_loss");
  for (const Json & value : json.at("pseudo_dice"))
  {
    record.pseudoDice.push_back(NumberOrNan(value));
  }
  record.meanPseudoDice = NumberOrNan(json.at("mean_pseudo_dice"));
  record.trainingMinutes = json.at("training_minutes").get<double>();
  record.secondsPerIteration = json.at("seconds_per_iteration").get<double>();
  record.epochSeconds = NumberOrNan(json, "epoch_seconds");
  record.loaderWaitShare = json.at("loader_wait_share").get<double>();
  return record;
}

} // namespace vox
