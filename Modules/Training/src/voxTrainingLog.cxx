// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingLog.h"

#include "voxAtomicFile.h"
#include "voxCheckpoint.h"
#include "voxCurveSvg.h"

#include <sstream>

namespace vox
{

void
WriteTrainingLog(const std::filesystem::path & folder, std::span<const EpochRecord> epochs)
{
  std::string lines;
  CurveSeries training{"training loss", {}, {}};
  CurveSeries validation{"validation loss", {}, {}};
  CurveSeries dice{"mean pseudo-Dice", {}, {}};
  for (const EpochRecord & record : epochs)
  {
    lines += ToJson(record).dump() + "\n";
    const auto epoch = static_cast<double>(record.epoch + 1);
    for (CurveSeries * series : {&training, &validation, &dice})
    {
      series->x.push_back(epoch);
    }
    training.y.push_back(record.trainingLoss);
    validation.y.push_back(record.validationLoss);
    dice.y.push_back(record.meanPseudoDice);
  }
  WriteTextFile(folder / "log.jsonl", lines);

  CurveChartOptions chart;
  chart.title = "Training";
  chart.xLabel = "epoch";
  chart.yLabel = "loss, Dice";
  WriteTextFile(folder / "progress.svg", RenderCurvesSvg(std::vector<CurveSeries>{training, validation, dice}, chart));
}

std::vector<EpochRecord>
ReadTrainingLog(const std::filesystem::path & path)
{
  std::istringstream stream(ReadTextFile(path));
  std::vector<EpochRecord> epochs;
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number)
  {
    try
    {
      epochs.push_back(EpochRecordFromJson(Json::parse(line)));
    }
    catch (const Json::exception &)
    {
      Fail(ErrorKind::BadInput, "{}: line {} is not the record of an epoch; expected a log.jsonl of a run folder",
           path.string(), number);
    }
  }
  return epochs;
}

} // namespace vox
