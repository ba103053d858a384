// SPDX-License-Identifier: Apache-2.0
#include "voxTrainStep.h"

#include "voxAugmentationRules.h"
#include "voxDatasetFolder.h"
#include "voxFoldValidation.h"
#include "voxLabelledCase.h"
#include "voxOutputPath.h"
#include "voxOverrideConfiguration.h"
#include "voxPlanStep.h"
#include "voxPreprocessStep.h"
#include "voxRunManifest.h"
#include "voxSplits.h"
#include "voxSummary.h"
#include "voxTrainer.h"
#include "voxWriteVolume.h"

#include <charconv>
#include <map>

namespace vox
{
namespace
{

constexpr const char * kPlans = "plans.json";
constexpr const char * kSplits = "splits_final.json";

using CasesByName = std::map<std::string, CaseFiles>;

CasesByName
ByName(const DatasetFolder & dataset)
{
  CasesByName cases;
  for (const CaseFiles & files : dataset.training)
  {
    cases.emplace(files.name, files);
  }
  return cases;
}

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

/** All folds, which lie in the run folder afterwards. */
std::vector<Split>
PrepareSplits(const TrainingRun & run, const DatasetFolder & dataset)
{
  const std::filesystem::path own = run.folder / kSplits;
  std::filesystem::path source = run.splits;
  if (run.resume)
  {
    source = own;
  }
  else if (source.empty() && !run.plans.empty())
  {
    source = std::filesystem::path(run.plans).parent_path() / kSplits;
  }
  const bool given = run.resume || !run.splits.empty() || std::filesystem::exists(source);
  const std::vector<Split> splits =
      given ? SplitsFromJson(ReadJson(source), source.string()) : MakeSplits(CaseNames(dataset));
  WriteJson(own, ToJson(splits));
  return splits;
}

Split
ChooseSplit(const TrainingRun & run, const DatasetFolder & dataset)
{
  const std::string & fold = run.request.fold;
  if (fold == "all")
  {
    return {CaseNames(dataset), {}};
  }
  const std::vector<Split> splits = PrepareSplits(run, dataset);
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(fold.data(), fold.data() + fold.size(), index);
  if (error != std::errc() || end != fold.data() + fold.size() || index >= splits.size())
  {
    Fail(ErrorKind::Usage, "--fold: found '{}', expected a number from 0 to {} or all", fold, splits.size() - 1);
  }
  return splits[index];
}

std::vector<CaseFiles>
FilesOf(const std::vector<std::string> & names, const CasesByName & cases, const std::string & where)
{
  std::vector<CaseFiles> files;
  std::vector<std::string> missing;
  for (const std::string & name : names)
  {
    const auto found = cases.find(name);
    found == cases.end() ? missing.push_back(name) : files.push_back(found->second);
  }
  if (!missing.empty())
  {
    Fail(ErrorKind::BadInput, "{}: the splits name cases that are not there: {}", where, fmt::join(missing, ", "));
  }
  return files;
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

std::vector<CaseMeasures>
ValidateFold(const TrainingRun & run, const Model & model, const Split & split, const CasesByName & cases,
             const RunContext & context)
{
  const std::filesystem::path folder = run.folder / "validation";
  PrepareFolder(folder);
  Predictor predictor(model, {});
  const auto read = [&](const std::string & name) {
    LabelledVolume volume = ReadLabelledCase(cases.at(name), model.description);
    return std::pair(std::move(volume.image), std::move(volume.labels));
  };
  const auto write = [&](const std::string & name, const Volume & labels) {
    WriteLabelMap(folder / (name + model.description.fileEnding), labels);
  };
  const EvaluationOptions evaluation;
  std::vector<CaseMeasures> measures =
      ValidateCases(predictor, model.description, split.validation, read, write, evaluation, context);
  WriteJson(folder / "summary.json", SummaryJson(measures, evaluation));
  return measures;
}

} // namespace

std::vector<CaseMeasures>
RunTraining(TrainingRun run, const RunContext & context)
{
  TrainingRequest & request = run.request;
  const DatasetFolder dataset = OpenNamedDataset(request.dataset);
  const CasesByName cases = ByName(dataset);
  const Plan plan = PreparePlan(run, dataset, context);
  const PlanConfiguration configuration = plan.Configuration(request.configuration, (run.folder / kPlans).string());
  if (!run.resume)
  {
    request.training.augmentation = AugmentationFor(configuration);
  }
  run.adjust(request.training);
  Validate(request.training);

  const Split split = ChooseSplit(run, dataset);
  const std::vector<CaseFiles> training = FilesOf(split.training, cases, request.dataset);
  const std::vector<CaseFiles> validation = FilesOf(split.validation, cases, request.dataset);
  std::vector<CaseFiles> all = training;
  all.insert(all.end(), validation.begin(), validation.end());
  PrepareFolder(request.preprocessed);
  PreprocessCases(all, dataset.description, configuration.preprocessing, request.preprocessed, false, context);
  WriteTrainingRequest(run.folder, request);
  context.Log(LogLevel::Info,
              fmt::format("training on {} cases, validating on {}", training.size(), validation.size()));

  TrainingJob job;
  job.model = {plan, dataset.description, request.configuration, {}, {}, {}, Provenance(request, dataset.description)};
  if (request.training.augmentation.enabled)
  {
    job.model.mirrorAxes = request.training.augmentation.mirrorAxes;
  }
  job.fold = request.fold;
  job.trainingCases = OpenCases(training, request.preprocessed);
  job.validationCases = OpenCases(validation, request.preprocessed);
  job.options = request.training;
  job.runFolder = run.folder;
  job.resume = run.resume;
  const TrainingResult result = TrainResumably(std::move(job), context);
  return validation.empty() ? std::vector<CaseMeasures>() : ValidateFold(run, result.model, split, cases, context);
}

} // namespace vox
