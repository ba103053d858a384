// SPDX-License-Identifier: Apache-2.0
#include "voxPredictStep.h"

#include "voxAtomicFile.h"
#include "voxCaseForecast.h"
#include "voxCaseLine.h"
#include "voxOpenModel.h"
#include "voxOutputPath.h"
#include "voxPredictJobs.h"
#include "voxReturnFreedMemory.h"
#include "voxRunManifest.h"

namespace vox
{
namespace
{

/** What the model needs from outside is given, and nothing that it has no use for. */
void
RequirePreviousStage(const PredictRequest & request, const Predictor & predictor, const std::string & stage)
{
  if (stage.empty() && !request.previousStage.empty())
  {
    Fail(ErrorKind::Usage, "--previous-stage: {} has one stage only; leave the option out", request.model);
  }
  if (request.previousStage.empty() && !predictor.NeedsPreviousStage().empty())
  {
    Fail(ErrorKind::Usage,
         "{}: the second stage of a cascade, and the model of its first stage '{}' is not with it; give its labels by "
         "--previous-stage, or put its results folder beside this one",
         request.model, stage);
  }
}

/** Errors of a model that cannot be used begin with its file, which the predictor does not know. */
Predictor
MakePredictor(Model model, const PredictRequest & request)
{
  try
  {
    return {std::move(model), request.options};
  }
  catch (const Error & error)
  {
    if (error.Kind() != ErrorKind::BadModel)
    {
      throw;
    }
    throw Error(error.Kind(), fmt::format("{}: {}", request.model, error.what()));
  }
}

} // namespace

PredictRun
PredictCases(PredictRequest request, const RunContext & context)
{
  ReturnFreedMemory(); // before the model: what it frees counts, too
  if (request.options.folds == std::vector<std::string>{"all"})
  {
    request.options.folds.clear();
  }
  request.options.attention = !request.attention.empty();
  Model model = OpenModel(request.model, request.options.folds);
  const DatasetDescription description = model.description;
  const std::string previousStage = model.Configuration().previousStage;
  Predictor predictor = MakePredictor(std::move(model), request);
  RequirePreviousStage(request, predictor, previousStage);
  const std::vector<PredictJob> jobs = PlanPredictJobs(request, description);

  const bool overlap = request.options.maxRam.empty(); // a limit on memory is for one case at a time
  context.Log(LogLevel::Info, fmt::format("device {}", predictor.ChosenDevice()));
  ForecastCases(jobs, predictor, overlap, context);
  const auto [predicted, failures] = PredictInLine(jobs, predictor, description, overlap, context);
  if (!request.statistics.empty() && !predicted.empty())
  {
    std::vector<LabelStatistics> rows;
    for (const PredictedCase & one : predicted)
    {
      rows.insert(rows.end(), one.statistics.begin(), one.statistics.end());
    }
    WriteTextFile(request.statistics, StatisticsCsv(rows));
  }
  if (!predicted.empty())
  {
    WriteJson(ManifestPath("predict", request.output), RunManifest("predict", ToJson(request)));
  }
  failures.ThrowIfAny();
  return {predicted, predictor.Profiles()};
}

} // namespace vox
