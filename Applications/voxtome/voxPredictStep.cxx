// SPDX-License-Identifier: Apache-2.0
#include "voxPredictStep.h"

#include "voxOpenModel.h"
#include "voxOutputPath.h"
#include "voxPredictJobs.h"
#include "voxPredictionFiles.h"
#include "voxReadVolume.h"
#include "voxRunManifest.h"
#include "voxTerminal.h"

#include <chrono>

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

/** Errors of the predictor, which knows no files, begin with the first file of the case. */
Prediction
PredictNamed(const PredictJob & job, Predictor & predictor, const RunContext & context)
{
  const Volume image = ReadCaseImage(job.files.channels);
  std::string where = job.files.channels.front().string();
  std::optional<Volume> previousStage;
  if (job.previousStage)
  {
    previousStage = ReadLabelMap(*job.previousStage);
    where += " with " + job.previousStage->string();
  }
  try
  {
    return previousStage ? predictor.Predict(image, *previousStage, context) : predictor.Predict(image, context);
  }
  catch (const Error & error)
  {
    throw Error(error.Kind(), fmt::format("{}: {}", where, error.what()));
  }
}

void
PredictCase(const PredictJob & job, Predictor & predictor, const RunContext & context)
{
  WritePrediction(job.output, PredictNamed(job, predictor, context));
}

} // namespace

std::vector<PredictedCase>
PredictCases(PredictRequest request, const RunContext & context)
{
  if (request.options.folds == std::vector<std::string>{"all"})
  {
    request.options.folds.clear();
  }
  Model model = OpenModel(request.model, request.options.folds);
  const DatasetDescription description = model.description;
  const std::string previousStage = model.Configuration().previousStage;
  Predictor predictor = MakePredictor(std::move(model), request);
  RequirePreviousStage(request, predictor, previousStage);
  const std::vector<PredictJob> jobs = PlanPredictJobs(request, description);

  std::vector<PredictedCase> predicted;
  std::vector<std::string> failed;
  for (std::size_t i = 0; i < jobs.size(); ++i)
  {
    const auto start = std::chrono::steady_clock::now();
    const double count = static_cast<double>(jobs.size());
    const auto part =
        PartOf(context, static_cast<double>(i) / count, static_cast<double>(i + 1) / count, jobs[i].files.name);
    try
    {
      PredictCase(jobs[i], predictor, part);
    }
    catch (const Error & error)
    {
      if (jobs.size() == 1 || error.Kind() != ErrorKind::BadInput)
      {
        throw;
      }
      context.Log(LogLevel::Warning, error.what());
      failed.push_back(jobs[i].files.name);
      continue;
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    predicted.push_back({jobs[i].files.name, jobs[i].output, seconds.count()});
  }
  if (!predicted.empty())
  {
    WriteJson(ManifestPath("predict", request.output), RunManifest("predict", ToJson(request)));
  }
  if (!failed.empty())
  {
    Fail(ErrorKind::BadInput, "{} of {} cases could not be segmented: {}; the warnings above say why", failed.size(),
         jobs.size(), fmt::join(failed, ", "));
  }
  return predicted;
}

} // namespace vox
