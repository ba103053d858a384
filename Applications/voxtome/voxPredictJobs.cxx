// SPDX-License-Identifier: Apache-2.0
#include "voxPredictJobs.h"

#include "voxInputCases.h"
#include "voxLabelFiles.h"
#include "voxLabelOutput.h"
#include "voxOutputPath.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace vox
{
namespace
{

std::string
EndingOf(const PredictRequest & request, const DatasetDescription & description)
{
  const std::string ending = request.format.empty() ? description.fileEnding : request.format;
  if (HasLabelEnding("case" + ending))
  {
    return ending;
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

/** The region in the world, if one is asked for. */
std::optional<WorldBox>
RegionOf(const PredictRequest & request)
{
  if (request.region.empty())
  {
    return std::nullopt;
  }
  return ParseWorldBox(request.region, "--region");
}

void
RequireProbabilitiesFormat(const PredictRequest & request)
{
  constexpr std::array known{".nii.gz", ".nii", ".nrrd", ".mha"};
  if (std::ranges::find(known, request.probabilitiesFormat) == known.end())
  {
    Fail(ErrorKind::Usage, "--probabilities-format: found '{}', expected one of {}", request.probabilitiesFormat,
         fmt::join(known, ", "));
  }
}

} // namespace

std::vector<PredictJob>
PlanPredictJobs(const PredictRequest & request, const DatasetDescription & description)
{
  const bool toFile = IsOutputFile(request.output, request.format);
  const std::optional<WorldBox> region = RegionOf(request);
  RequireProbabilitiesFormat(request);
  std::vector<PredictJob> jobs;
  const std::string ending = EndingOf(request, description);
  const std::filesystem::path output = request.output;
  for (const CaseFiles & files : InputCases(request.inputs, request.output, toFile))
  {
    jobs.push_back({files,
                    toFile ? output : output / (files.name + ending),
                    {},
                    request.attention,
                    request.series,
                    request.volume,
                    region,
                    !request.statistics.empty(),
                    request.probabilitiesFormat});
  }
  if (!request.previousStage.empty())
  {
    AddPreviousStage(jobs, request.previousStage);
  }
  if (!toFile)
  {
    PrepareFolder(output);
  }
  if (!request.attention.empty())
  {
    PrepareFolder(request.attention);
  }
  RequireWritable(jobs.front().output);
  if (!request.statistics.empty())
  {
    RequireWritable(request.statistics);
  }
  return jobs;
}

} // namespace vox
