// SPDX-License-Identifier: Apache-2.0
#include "voxTrainStep.h"

#include "voxAugmentationRules.h"
#include "voxDatasetFolder.h"
#include "voxEncoderWeights.h"
#include "voxJoinedModel.h"
#include "voxOutputPath.h"
#include "voxOverrideConfiguration.h"
#include "voxPlanStep.h"
#include "voxPreprocessStep.h"
#include "voxRunManifest.h"
#include "voxStateDict.h"
#include "voxTrainFold.h"
#include "voxTrainPreviousStage.h"
#include "voxTrainValidation.h"
#include "voxTrainingLoss.h"
#include "voxWriteVolume.h"

#include <optional>

namespace vox
{
namespace
{

constexpr const char * kPlans = "plans.json";
constexpr const char * kSplits = "splits_final.json";

/** The plan of the run, which lies in its folder afterwards. */
Plan
PreparePlan(const TrainingRun & run, const DatasetFolder & dataset, const RunContext & context)
{
  const std::string own = (run.folder / kPlans).string();
  if (run.resume)
  {
    return ParsePlan(ReadJson(own), own);
  }
  Plan plan =
      run.plans.empty() ? PlanDataset(dataset, {}, run.folder, context) : ParsePlan(ReadJson(run.plans), run.plans);
  if (!run.planChanges.empty())
  {
    OverrideConfiguration(plan, run.request.configuration, run.planChanges, "--plan-set");
  }
  WriteJson(own, plan.document);
  WriteJson(run.folder / "dataset.json", ToJson(dataset.description));
  return plan;
}

/** The splits that hold for the run: its own, those given, those beside the plan; none where folds are to be made. */
std::optional<std::filesystem::path>
SplitsFile(const TrainingRun & run)
{
  if (run.resume)
  {
    return run.folder / kSplits;
  }
  if (!run.splits.empty())
  {
    return run.splits;
  }
  const std::filesystem::path beside = std::filesystem::path(run.plans).parent_path() / kSplits;
  return !run.plans.empty() && std::filesystem::exists(beside) ? std::optional(beside) : std::nullopt;
}

/** Refuses what needs no plan to be refused, because planning reads every image. */
void
CheckOptions(const TrainingRun & run, const DatasetDescription & description)
{
  TrainOptions probe = run.request.training;
  run.adjust(probe);
  Validate(probe);
  ChooseLoss(probe, description);
}

std::vector<TrainingCase>
OpenCases(const std::vector<CaseFiles> & cases, const std::filesystem::path & folder)
{
  std::vector<TrainingCase> opened;
  for (const CaseFiles & files : cases)
  {
    opened.push_back(OpenCaseFile(CaseFilePath(folder, files.name)));
  }
  return opened;
}

/** Where the model comes from; Train adds options and cases. Without paths, because a model file travels. */
Json
Provenance(const TrainingRequest & request, const DatasetDescription & description)
{
  return RunManifest("train",
                     {{"dataset", description.name}, {"configuration", request.configuration}, {"fold", request.fold}});
}

/** Lies in the run where the plan was made there, else beside the plan; null where it is not known. */
Json
FingerprintOf(const TrainingRun & run)
{
  for (const std::filesystem::path & folder : {run.folder, std::filesystem::path(run.plans).parent_path()})
  {
    if (const auto file = folder / "dataset_fingerprint.json"; std::filesystem::exists(file))
    {
      return ReadJson(file);
    }
  }
  return {};
}

TrainingJob
MakeJob(const TrainingRun & run, const Plan & plan, const DatasetDescription & description, const TrainFold & fold,
        std::map<std::string, at::Tensor> encoderWeights)
{
  const TrainingRequest & request = run.request;
  TrainingJob job;
  job.model.plan = plan;
  job.model.description = description;
  job.model.configuration = request.configuration;
  job.model.provenance = Provenance(request, description);
  job.model.fingerprint = FingerprintOf(run);
  job.model.previousStage = ModelOfRuns(request.previousStage);
  job.fold = request.fold;
  job.trainingCases = OpenCases(fold.training, request.preprocessed);
  job.validationCases = OpenCases(fold.validation, request.preprocessed);
  job.options = request.training;
  if (!request.encoderWeights.empty())
  {
    job.encoderWeights = std::move(encoderWeights);
    job.encoderWeightsFrom = request.encoderWeights;
    job.model.provenance["encoder_weights"] = std::filesystem::path(request.encoderWeights).filename().string();
  }
  job.runFolder = run.folder;
  job.tensorBoard = request.tensorBoard;
  job.resume = run.resume;
  job.afterEpoch = run.afterEpoch;
  if (const std::filesystem::path file = run.folder / "patches.png"; !std::filesystem::exists(file))
  {
    job.onPatches = [file](const at::Tensor & picture) { WritePicture(file, picture); };
  }
  return job;
}

/** The weights of a pretrained encoder; that they are those of this network is found before hours of preprocessing. */
std::map<std::string, at::Tensor>
ReadEncoderWeights(const TrainingRequest & request, const PlanConfiguration & configuration,
                   const DatasetDescription & description)
{
  std::map<std::string, at::Tensor> weights = ReadStateDict(request.encoderWeights);
  Network network(NetworkFor(configuration, description));
  LoadEncoderWeights(network, weights, request.encoderWeights);
  return weights;
}

/** Trains, and tells a user who stopped it how to go on. */
TrainingResult
TrainResumably(TrainingJob job, const RunContext & context)
{
  const std::string folder = job.runFolder.string();
  try
  {
    return Train(std::move(job), context);
  }
  catch (const Cancelled &)
  {
    context.Log(LogLevel::Info, fmt::format("to go on: voxtome train -o {} --resume", folder));
    throw;
  }
}

} // namespace

std::vector<CaseMeasures>
RunTraining(TrainingRun run, const RunContext & context)
{
  TrainingRequest & request = run.request;
  const bool isPlanned = run.resume || !run.plans.empty(); // otherwise planning tells what is wrong with the files
  const DatasetFolder dataset = isPlanned ? OpenNamedDataset(request.dataset) : ListNamedDataset(request.dataset);
  CheckOptions(run, dataset.description);
  const TrainFold fold = FindFold(dataset, request.fold, SplitsFile(run));
  const Plan plan = PreparePlan(run, dataset, context);
  if (!fold.splits.empty())
  {
    WriteJson(run.folder / kSplits, ToJson(fold.splits)); // those of the plan may be others
  }
  const PlanConfiguration configuration = plan.Configuration(request.configuration, (run.folder / kPlans).string());
  if (!run.resume)
  {
    request.training.augmentation = AugmentationFor(configuration);
  }
  run.adjust(request.training);
  Validate(request.training);
  ChooseLoss(request.training, dataset.description);

  std::map<std::string, at::Tensor> encoderWeights; // a run that goes on has its own
  if (!request.encoderWeights.empty() && !run.resume)
  {
    encoderWeights = ReadEncoderWeights(request, configuration, dataset.description);
  }

  std::vector<CaseFiles> all = fold.training;
  all.insert(all.end(), fold.validation.begin(), fold.validation.end());
  const PreviousStageFiles previousStage = FindPreviousStage(configuration, request.previousStage, all);
  PrepareFolder(request.preprocessed);
  PreprocessCases(all, dataset.description, configuration.preprocessing, previousStage, request.preprocessed, false,
                  context);
  WriteTrainingRequest(run.folder, request);
  context.Log(LogLevel::Info,
              fmt::format("training on {} cases, validating on {}", fold.training.size(), fold.validation.size()));

  const TrainingResult result =
      TrainResumably(MakeJob(run, plan, dataset.description, fold, std::move(encoderWeights)), context);
  if (fold.validation.empty())
  {
    return {};
  }
  return ValidateFold(result.model, fold.validation, previousStage, run.folder / "validation",
                      request.saveProbabilities, {}, context);
}

} // namespace vox
