// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingDemo.h"

#include "voxAtomicFile.h"
#include "voxDatasetFolder.h"
#include "voxDemoPage.h"
#include "voxDemoPicture.h"
#include "voxOutputPath.h"
#include "voxSummary.h"
#include "voxTrainCommand.h"
#include "voxTrainStep.h"
#include "voxTrainValidation.h"

#include <algorithm>
#include <map>

namespace vox
{
namespace
{

/** Distances of a picture: a missed structure counts as the diagonal, so that means stay finite. */
EvaluationOptions
PictureEvaluation()
{
  EvaluationOptions options;
  options.emptyPolicy = EmptyPolicy::Diagonal;
  return options;
}

/** The cases of the test in the order of the import. */
std::vector<CaseFiles>
TestCases(const std::filesystem::path & dataset)
{
  std::map<std::string, CaseFiles> known;
  for (CaseFiles & files : OpenDataset(dataset).training)
  {
    known.emplace(files.name, std::move(files));
  }
  std::vector<CaseFiles> cases;
  for (const Json & name : ReadJson(dataset / kTestCasesFile))
  {
    cases.push_back(known.at(name.get<std::string>()));
  }
  return cases;
}

/** The options of the training in a file of the output folder: the demo's, then the user's. */
std::filesystem::path
WriteTrainingOptions(const DemoCommand & command, const TrainingDemo & demo)
{
  Json options = demo.training;
  if (!command.config.empty())
  {
    options.merge_patch(ReadJson(command.config));
  }
  std::filesystem::path file = std::filesystem::path(command.output) / "training.json";
  WriteJson(file, options);
  return file;
}

TrainCommand
TrainCommandOf(const DemoCommand & command, const TrainingDemo & demo, const std::filesystem::path & example)
{
  const std::filesystem::path output = command.output;
  TrainCommand train;
  train.output = (output / "run").string();
  train.resume = command.resume;
  train.set = command.set;
  if (train.resume) // the run has all other options
  {
    train.config = command.config;
    return train;
  }
  train.config = WriteTrainingOptions(command, demo).string();
  train.dataset = (output / "dataset").string();
  train.configuration = command.configuration.empty() ? demo.configuration : command.configuration;
  train.fold = "0";
  train.plans = (example / "plans.json").string();
  train.splits = (output / "dataset" / "splits_final.json").string();
  train.planSet = command.planSet;
  train.encoderWeights = command.encoderWeights;
  return train;
}

/** Draws the chosen case of the test with the model of an epoch. */
void
DrawPreview(const TrainingDemo & demo, const std::vector<CaseFiles> & test, const EpochRecord & epoch,
            const std::function<Model()> & model, const std::filesystem::path & folder)
{
  if (!demo.previewCase)
  {
    return;
  }
  const std::int64_t index = std::min(*demo.previewCase, static_cast<std::int64_t>(test.size()) - 1);
  const std::filesystem::path file = folder / fmt::format("epoch_{:03}_test_{}.png", epoch.epoch + 1, index);
  WritePredictedCase(file, test.at(static_cast<std::size_t>(index)), model(), demo.panels);
}

std::string
EpochText(const EpochRecord & epoch)
{
  return fmt::format(
      "epoch {}: training loss {:.4f} ({:.4f} as the mean of its batches), validation loss {:.4f} ({:.4f})",
      epoch.epoch + 1, epoch.trainingLoss, epoch.trainingBatchLoss, epoch.validationLoss, epoch.validationBatchLoss);
}

} // namespace

TrainingDemo
ReadTrainingDemo(const std::filesystem::path & folder, bool asPrinted)
{
  Json json = ReadJson(folder / "demo.json");
  if (asPrinted)
  {
    json.merge_patch(ReadJson(folder / "as-printed.json"));
  }
  TrainingDemo demo;
  FromJson(json, demo, (folder / "demo.json").string());
  return demo;
}

void
RunTrainingDemo(const DemoCommand & command, const std::filesystem::path & example, Session & session)
{
  const TrainingDemo demo = ReadTrainingDemo(example, command.asPrinted);
  if (command.data.empty())
  {
    Fail(ErrorKind::Usage, "demo {}: --data is required: the folder of {}, which is to be had from {}", command.example,
         demo.import.pictures.name, demo.import.pictures.origin);
  }
  const std::filesystem::path output = command.output;
  const std::filesystem::path pictures = output / "pictures";
  PrepareFolder(output);
  ImportPictures(command.data, output / "dataset", demo.import, session.context);
  PrepareFolder(pictures);
  const std::vector<CaseFiles> test = TestCases(output / "dataset");

  TrainingRun run = MakeTrainingRun(TrainCommandOf(command, demo, example));
  run.afterEpoch = [&](const EpochRecord & epoch, const std::function<Model()> & model) {
    session.context.Log(LogLevel::Info, EpochText(epoch));
    DrawPreview(demo, test, epoch, model, pictures);
  };
  RunTraining(std::move(run), session.context);

  const Model model = ReadModel(output / "run" / kModelFile);
  const EvaluationOptions evaluation = PictureEvaluation();
  const std::vector<CaseMeasures> measures =
      ValidateFold(model, test, {}, output / "test", false, evaluation, session.context);
  const Summary summary(measures, evaluation);
  WriteTextFile(output / "test" / "summary.csv", SummaryCsv(summary));
  WriteDemoPage(output, demo, model, test, measures, summary);

  session.terminal.Print(SummaryTable(summary) + "Distances of pictures are in pixels (1 mm each).");
  session.terminal.Print(fmt::format("results: {}", std::filesystem::absolute(output / "index.html").string()));
  session.terminal.Result({{"folder", output.string()}, {"summary", SummaryJson(summary)}});
}

} // namespace vox
