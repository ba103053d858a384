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

/** The cases of the fold, and all folds as splits_final.json lists them; none for `all`. */
struct Fold
{
  std::vector<Split> splits;
  std::vector<CaseFiles> training;
  std::vector<CaseFiles> validation;
};

std::vector<CaseFiles>
FilesOf(const std::vector<std::string> & names, const DatasetFolder & dataset, const std::string & where)
{
  std::map<std::string, const CaseFiles *> known;
  for (const CaseFiles & files : dataset.training)
  {
    known.emplace(files.name, &files);
  }
  std::vector<CaseFiles> chosen;
  std::vector<std::string> missing;
  for (const std::string & name : names)
  {
    const auto found = known.find(name);
    found == known.end() ? missing.push_back(name) : chosen.push_back(*found->second);
  }
  if (!missing.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found cases that {} does not have: {}; expected names of its training cases", where,
         dataset.root.string(), fmt::join(missing, ", "));
  }
  return chosen;
}

std::size_t
FoldIndex(const std::string & fold, std::size_t count)
{
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(fold.data(), fold.data() + fold.size(), index);
  if (error != std::errc() || end != fold.data() + fold.size() || index >= count)
  {
    Fail(ErrorKind::Usage, "--fold: found '{}', expected a number from 0 to {}, or all", fold, count - 1);
  }
  return index;
}

Fold
FindFold(const TrainingRun & run, const DatasetFolder & dataset)
{
  if (run.request.fold == "all")
  {
    return {{}, dataset.training, {}};
  }
  std::filesystem::path source = run.splits;
  if (run.resume)
  {
    source = run.folder / kSplits;
  }
  else if (source.empty() && !run.plans.empty())
  {
    source = std::filesystem::path(run.plans).parent_path() / kSplits;
  }
  const bool given = run.resume || !run.splits.empty() || std::filesystem::exists(source);
  Fold fold;
  fold.splits = given ? SplitsFromJson(ReadJson(source), source.string()) : MakeSplits(CaseNames(dataset));
  const Split & split = fold.splits[FoldIndex(run.request.fold, fold.splits.size())];
  const std::string where = given ? source.string() : dataset.root.string();
  fold.training = FilesOf(split.training, dataset, where);
  fold.validation = FilesOf(split.validation, dataset, where);
  return fold;
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

TrainingJob
MakeJob(const TrainingRun & run, const Plan & plan, const DatasetDescription & description, const Fold & fold)
{
  const TrainingRequest & request = run.request;
  TrainingJob job;
  job.model = {plan, description, request.configuration, {}, {}, {}, Provenance(request, description)};
  job.fold = request.fold;
  job.trainingCases = OpenCases(fold.training, request.preprocessed);
  job.validationCases = OpenCases(fold.validation, request.preprocessed);
  job.options = request.training;
  job.runFolder = run.folder;
  job.resume = run.resume;
  return job;
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
ValidateFold(const TrainingRun & run, const Model & model, const std::vector<CaseFiles> & cases,
             const RunContext & context)
{
  const std::filesystem::path folder = run.folder / "validation";
  PrepareFolder(folder);
  Predictor predictor(model, {});
  std::map<std::string, const CaseFiles *> filesOf;
  std::vector<std::string> names;
  for (const CaseFiles & files : cases)
  {
    filesOf.emplace(files.name, &files);
    names.push_back(files.name);
  }
  const auto read = [&](const std::string & name) {
    LabelledVolume volume = ReadLabelledCase(*filesOf.at(name), model.description);
    return std::pair(std::move(volume.image), std::move(volume.labels));
  };
  const auto write = [&](const std::string & name, const Volume & labels) {
    WriteLabelMap(folder / (name + model.description.fileEnding), labels);
  };
  const EvaluationOptions evaluation;
  std::vector<CaseMeasures> measures =
      ValidateCases(predictor, model.description, names, read, write, evaluation, context);
  WriteJson(folder / "summary.json", SummaryJson(measures, evaluation));
  return measures;
}

} // namespace

std::vector<CaseMeasures>
RunTraining(TrainingRun run, const RunContext & context)
{
  TrainingRequest & request = run.request;
  const DatasetFolder dataset = OpenNamedDataset(request.dataset);
  const Fold fold = FindFold(run, dataset); // before planning, which reads every image
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

  std::vector<CaseFiles> all = fold.training;
  all.insert(all.end(), fold.validation.begin(), fold.validation.end());
  PrepareFolder(request.preprocessed);
  PreprocessCases(all, dataset.description, configuration.preprocessing, request.preprocessed, false, context);
  WriteTrainingRequest(run.folder, request);
  context.Log(LogLevel::Info,
              fmt::format("training on {} cases, validating on {}", fold.training.size(), fold.validation.size()));

  const TrainingResult result = TrainResumably(MakeJob(run, plan, dataset.description, fold), context);
  return fold.validation.empty() ? std::vector<CaseMeasures>()
                                 : ValidateFold(run, result.model, fold.validation, context);
}

} // namespace vox
