// SPDX-License-Identifier: Apache-2.0
#include "voxPreprocessStep.h"

#include "voxCaseFile.h"
#include "voxFileNotes.h"
#include "voxParallelFor.h"
#include "voxPreprocessCase.h"
#include "voxRunManifest.h"
#include "voxTorchThreads.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <chrono>
#include <mutex>

namespace vox
{
namespace
{

using LabelMapFiles = std::map<std::string, std::filesystem::path>;

/** Tells label maps apart without reading them. */
Json
IdentityOf(const LabelMapFiles & files)
{
  Json result = Json::object();
  for (const auto & [name, path] : files)
  {
    const auto time = std::filesystem::last_write_time(path).time_since_epoch();
    result[name] = {{"path", std::filesystem::absolute(path).lexically_normal().string()},
                    {"bytes", std::filesystem::file_size(path)},
                    {"modified", std::chrono::duration_cast<std::chrono::nanoseconds>(time).count()}};
  }
  return result;
}

/** Everything that the content of a case file depends on, besides the case. */
Json
OptionsJson(const PreprocessOptions & options, const LocationSets & sets, const LabelMapFiles & previousStage)
{
  Json spacing = Json::array();
  for (const auto & value : options.spacingMm)
  {
    spacing.push_back(ValueToJson(value));
  }
  Json result{{"reading_order", ValueToJson(options.readingOrder)},
              {"transpose_forward", options.transposeForward},
              {"spacing_mm", spacing},
              {"normalization", ValueToJson(options.normalization)},
              {"use_mask_for_norm", options.useMaskForNorm},
              {"statistics", ValueToJson(options.statistics)},
              {"image", ToJson(options.image)},
              {"labels", ToJson(options.labels)},
              {"probabilities", ToJson(options.probabilities)},
              {"structures", sets}};
  if (options.picture)
  {
    result["picture"] = ToJson(*options.picture);
  }
  if (!previousStage.empty())
  {
    result["previous_stage"] = IdentityOf(previousStage);
  }
  return result;
}

/** Makes options and case files of the folder agree: after this, every case file there was made with these options.
 * An interrupted run thus never leaves cases of two kinds behind. */
void
DropStaleCases(const std::filesystem::path & folder, std::span<const CaseFiles> cases, const Json & options,
               bool overwrite)
{
  const std::filesystem::path manifest = folder / "preprocess_options.json";
  if (!overwrite && std::filesystem::exists(manifest) && ReadJson(manifest).value("options", Json()) == options)
  {
    return;
  }
  for (const CaseFiles & files : cases)
  {
    std::filesystem::remove(CaseFilePath(folder, files.name));
  }
  WriteJson(manifest, RunManifest("preprocess", options));
}

void
RequirePreviousStage(std::span<const CaseFiles> cases, const LabelMapFiles & previousStage)
{
  for (const CaseFiles & files : cases)
  {
    if (!previousStage.empty() && !previousStage.contains(files.name))
    {
      Fail(ErrorKind::BadInput, "{}: found no label map of the previous stage, expected one for each case", files.name);
    }
  }
}

} // namespace

std::filesystem::path
CaseFilePath(const std::filesystem::path & folder, const std::string & name)
{
  return folder / (name + ".safetensors");
}

PreprocessCount
PreprocessCases(std::span<const CaseFiles> cases, const DatasetDescription & description,
                const PreprocessOptions & options, const std::map<std::string, std::filesystem::path> & previousStage,
                const std::filesystem::path & folder, bool overwrite, const RunContext & context)
{
  RequirePreviousStage(cases, previousStage);
  const LocationSets sets = LocationSetsOf(description);
  DropStaleCases(folder, cases, OptionsJson(options, sets, previousStage), overwrite);
  std::vector<const CaseFiles *> missing;
  for (const CaseFiles & files : cases)
  {
    if (!std::filesystem::exists(CaseFilePath(folder, files.name)))
    {
      missing.push_back(&files);
    }
  }
  const auto count = static_cast<std::int64_t>(missing.size());
  const int threads = static_cast<int>(std::clamp<std::int64_t>(count, 1, context.ThreadCount()));
  RunContext own;
  own.cancelled = context.cancelled;
  own.threads = std::max(1, context.ThreadCount() / threads);
  const TorchThreads torchThreads(own.threads);

  std::mutex mutex;
  std::int64_t done = 0;
  ParallelFor(0, count, 1, threads, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t i = first; i < last; ++i)
    {
      own.ThrowIfCancelled();
      const CaseFiles & files = *missing[i];
      const auto stage = previousStage.find(files.name);
      const TrainingCase trainingCase = MakeTrainingCase(files, description, options, sets,
                                                         stage != previousStage.end() ? &stage->second : nullptr, own);
      WriteCaseFile(CaseFilePath(folder, files.name), trainingCase);

      const std::lock_guard lock(mutex);
      WarnOfNotes(files, context);
      WarnOfEmptyCase(trainingCase, files.labels->string(), context);
      context.Report(static_cast<double>(++done) / static_cast<double>(count), "preprocessed " + files.name);
    }
  });
  return {count, static_cast<std::int64_t>(cases.size()) - count};
}

} // namespace vox
