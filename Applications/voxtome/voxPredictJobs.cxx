// SPDX-License-Identifier: Apache-2.0
#include "voxPredictJobs.h"

#include "voxLabelFiles.h"
#include "voxOutputPath.h"
#include "voxReadVolume.h"

#include <fmt/ranges.h>

namespace vox
{
namespace
{

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

/** Gives each case the labels of the stage before; all cases without are named at once. */
void
AddPreviousStage(std::vector<PredictJob> & jobs, const std::string & source)
{
  if (!std::filesystem::is_directory(source))
  {
    RequireExists(source);
    if (jobs.size() > 1)
    {
      Fail(ErrorKind::Usage, "--previous-stage: {} is one file, expected a folder with labels of {} cases", source,
           jobs.size());
    }
    jobs.front().previousStage = source;
    return;
  }
  const LabelFiles files = ListLabelFiles(source);
  std::vector<std::string> missing;
  for (PredictJob & job : jobs)
  {
    const auto found = files.find(job.files.name);
    found == files.end() ? missing.push_back(job.files.name) : void(job.previousStage = found->second);
  }
  if (!missing.empty())
  {
    Fail(ErrorKind::BadInput, "{}: no labels of the previous stage for {}; expected a label map named after each case",
         source, fmt::join(missing, ", "));
  }
}

} // namespace

std::vector<PredictJob>
PlanPredictJobs(const PredictRequest & request, const DatasetDescription & description)
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
  std::vector<PredictJob> jobs;
  const std::string ending = EndingOf(request, description);
  const std::filesystem::path output = request.output;
  for (const CaseFiles & files : InputCases(request))
  {
    jobs.push_back({files, toFile ? output : output / (files.name + ending), {}});
  }
  if (!request.previousStage.empty())
  {
    AddPreviousStage(jobs, request.previousStage);
  }
  if (!toFile)
  {
    PrepareFolder(output);
  }
  RequireWritable(jobs.front().output);
  return jobs;
}

} // namespace vox
