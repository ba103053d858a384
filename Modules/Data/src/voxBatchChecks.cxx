// SPDX-License-Identifier: Apache-2.0
#include "voxBatchChecks.h"

#include "voxError.h"

#include <new>
#include <string_view>

namespace vox
{

Error
ErrorOfCase(const std::string & name, const std::exception_ptr & exception)
{
  try
  {
    std::rethrow_exception(exception);
  }
  catch (const Error & error)
  {
    return Error(error.Kind(), fmt::format("case {}: {}", name, error.what()));
  }
  catch (const std::bad_alloc &)
  {
    return Error(ErrorKind::Resource,
                 fmt::format("case {}: out of memory while making a patch; use fewer loader threads", name));
  }
  catch (const std::exception & error)
  {
    return Error(ErrorKind::Internal, fmt::format("case {}: {}", name, error.what()));
  }
}

void
RequireOptions(const BatchLoaderOptions & options)
{
  const auto require = [](std::string_view name, std::int64_t found) {
    if (found < 1)
    {
      Fail(ErrorKind::Usage, "batch loader: {}: found {}, expected at least 1", name, found);
    }
  };
  require("patch_size (z)", options.patchSize.z);
  require("patch_size (y)", options.patchSize.y);
  require("patch_size (x)", options.patchSize.x);
  require("batch_size", options.batchSize);
  require("threads", options.threads);
  require("queue_length", static_cast<std::int64_t>(options.queueLength));
  if (!(options.foregroundFraction >= 0.0 && options.foregroundFraction <= 1.0))
  {
    Fail(ErrorKind::Usage, "batch loader: foreground_fraction: found {}, expected a number from 0 to 1",
         options.foregroundFraction);
  }
  Validate(options.augmentation);
}

namespace
{
/** What the cases of a training must have in common. */
void
RequireAlike(const TrainingCase & trainingCase, const TrainingCase & first, bool cascade)
{
  if (trainingCase.image.size(0) != first.image.size(0))
  {
    Fail(ErrorKind::BadInput, "case {}: found {} channels, expected {} as in case {}", trainingCase.name,
         trainingCase.image.size(0), first.image.size(0), first.name);
  }
  if (trainingCase.previousStage.defined() != cascade)
  {
    Fail(ErrorKind::BadInput,
         "case {}: found {} labels of a previous stage, expected {}; preprocess the data set again", trainingCase.name,
         cascade ? "no" : "the", cascade ? "them, as for a cascade" : "none, as without a cascade");
  }
  if (trainingCase.annotated.defined() != first.annotated.defined())
  {
    Fail(ErrorKind::BadInput, "case {}: found {}annotated locations, unlike case {}; preprocess the data set again",
         trainingCase.name, trainingCase.annotated.defined() ? "" : "no ", first.name);
  }
}
} // namespace

void
RequireCases(const std::vector<TrainingCase> & cases, const BatchLoaderOptions & options)
{
  if (cases.empty())
  {
    Fail(ErrorKind::BadInput, "batch loader: found no cases, expected at least one");
  }
  for (const TrainingCase & trainingCase : cases)
  {
    try
    {
      RequireTrainingCase(trainingCase);
    }
    catch (const Error &)
    {
      throw ErrorOfCase(trainingCase.name, std::current_exception());
    }
    RequireAlike(trainingCase, cases.front(), !options.previousStageLabels.empty());
  }
}

} // namespace vox
