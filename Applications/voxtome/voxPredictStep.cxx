// SPDX-License-Identifier: Apache-2.0
#include "voxPredictStep.h"

#include "voxDatasetFolder.h"
#include "voxOpenModel.h"
#include "voxOutputPath.h"
#include "voxReadVolume.h"
#include "voxRunManifest.h"
#include "voxTerminal.h"
#include "voxWriteVolume.h"

#include <chrono>

namespace vox
{
namespace
{

struct Job
{
  CaseFiles files;
  std::filesystem::path output;
};

bool
IsFolderOfCases(const PredictRequest & request)
{
  return request.inputs.size() == 1 && std::filesystem::is_directory(request.inputs.front());
}

std::vector<CaseFiles>
InputCases(const PredictRequest & request)
{
  for (const std::string & input : request.inputs)
  {
    if (!std::filesystem::exists(input))
    {
      Fail(ErrorKind::BadInput, "{}: no such file or folder; check the path after -i", input);
    }
    if (std::filesystem::is_directory(input) && request.inputs.size() > 1)
    {
      Fail(ErrorKind::Usage, "{}: a folder among several inputs; give one folder, or the channel files of one case",
           input);
    }
  }
  if (IsFolderOfCases(request))
  {
    std::vector<CaseFiles> cases = ListCases(request.inputs.front());
    if (cases.empty())
    {
      Fail(ErrorKind::BadInput, "{}: no images found, expected files such as case_0000.nii.gz", request.inputs.front());
    }
    return cases;
  }
  CaseFiles files;
  files.name = ImageStem(request.inputs.front());
  files.channels.assign(request.inputs.begin(), request.inputs.end());
  return {files};
}

std::string
EndingOf(const PredictRequest & request, const DatasetDescription & description)
{
  const std::string ending = request.format.empty() ? description.fileEnding : request.format;
  if (HasImageEnding("case" + ending))
  {
    return ending;
  }
  if (!request.format.empty())
  {
    Fail(ErrorKind::Usage, "--format: '{}' is not an ending of a known image format; try .nii.gz", request.format);
  }
  return ".nii.gz";
}

/** Pairs each case with its output and makes the folders. */
std::vector<Job>
PlanJobs(const PredictRequest & request, const DatasetDescription & description)
{
  const bool toFile = HasImageEnding(request.output);
  if (toFile && IsFolderOfCases(request))
  {
    Fail(ErrorKind::Usage, "{}: found a file name, expected a folder for the cases of {}", request.output,
         request.inputs.front());
  }
  if (toFile && !request.format.empty())
  {
    Fail(ErrorKind::Usage, "--format: {} has an ending already; leave --format out or name a folder", request.output);
  }
  std::vector<Job> jobs;
  const std::string ending = EndingOf(request, description);
  const std::filesystem::path output = request.output;
  for (const CaseFiles & files : InputCases(request))
  {
    jobs.push_back({files, toFile ? output : output / (files.name + ending)});
  }
  if (!toFile)
  {
    PrepareFolder(output);
  }
  RequireWritable(jobs.front().output);
  return jobs;
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
PredictNamed(const CaseFiles & files, Predictor & predictor, const RunContext & context)
{
  const Volume image = ReadCaseImage(files.channels);
  try
  {
    return predictor.Predict(image, context);
  }
  catch (const Error & error)
  {
    throw Error(error.Kind(), fmt::format("{}: {}", files.channels.front().string(), error.what()));
  }
}

void
PredictCase(const Job & job, Predictor & predictor, const RunContext & context)
{
  const Prediction prediction = PredictNamed(job.files, predictor, context);
  if (prediction.probabilities)
  {
    const std::filesystem::path folder = job.output.parent_path() / "probabilities";
    PrepareFolder(folder);
    WriteImage(folder / (ImageStem(job.output) + ".nii.gz"), *prediction.probabilities);
  }
  WriteLabelMap(job.output, prediction.labels);
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
  Predictor predictor = MakePredictor(std::move(model), request);
  const std::vector<Job> jobs = PlanJobs(request, description);

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
