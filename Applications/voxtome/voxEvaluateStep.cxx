// SPDX-License-Identifier: Apache-2.0
#include "voxEvaluateStep.h"

#include "voxLabelFiles.h"
#include "voxLabelHistogram.h"
#include "voxReadVolume.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace vox
{
namespace
{

LabelFiles
LabelFilesIn(const std::filesystem::path & folder)
{
  LabelFiles files = ListLabelFiles(folder);
  if (files.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found no label maps, expected files such as case.nii.gz", folder.string());
  }
  return files;
}

/** Throws unless each prediction has a reference, and each reference a prediction where that is asked for. */
void
RequirePartners(const LabelFiles & references, const std::filesystem::path & reference, const LabelFiles & predictions,
                const std::filesystem::path & prediction, WithoutPrediction withoutPrediction)
{
  std::string missing;
  if (const auto names = NamesMissingIn(references, predictions);
      !names.empty() && withoutPrediction == WithoutPrediction::Refuse)
  {
    missing = fmt::format("no prediction in {} for {}", prediction.string(), fmt::join(names, ", "));
  }
  if (const auto names = NamesMissingIn(predictions, references); !names.empty())
  {
    missing += fmt::format("{}no reference in {} for {}", missing.empty() ? "" : "; ", reference.string(),
                           fmt::join(names, ", "));
  }
  if (!missing.empty())
  {
    Fail(ErrorKind::BadInput,
         "{}; add the files, or leave references without prediction out by --only-predicted, or count them as empty by "
         "--allow-missing",
         missing);
  }
}

std::vector<LabelPair>
PairFolders(const std::filesystem::path & reference, const std::filesystem::path & prediction,
            WithoutPrediction withoutPrediction)
{
  const LabelFiles references = LabelFilesIn(reference);
  const LabelFiles predictions = LabelFilesIn(prediction);
  RequirePartners(references, reference, predictions, prediction, withoutPrediction);
  std::vector<LabelPair> pairs;
  for (const auto & [stem, path] : references)
  {
    const auto predicted = predictions.find(stem);
    if (predicted != predictions.end())
    {
      pairs.push_back({stem, path, predicted->second});
    }
    else if (withoutPrediction == WithoutPrediction::CountAsEmpty)
    {
      pairs.push_back({stem, path, {}});
    }
  }
  return pairs;
}

} // namespace

std::vector<LabelPair>
PairLabelFiles(const std::filesystem::path & reference, const std::filesystem::path & prediction,
               WithoutPrediction withoutPrediction)
{
  RequireExists(reference);
  RequireExists(prediction);
  const bool folders = std::filesystem::is_directory(reference);
  if (folders != std::filesystem::is_directory(prediction))
  {
    Fail(ErrorKind::Usage, "{} is a {} and {} is a {}; give two files or two folders", reference.string(),
         folders ? "folder" : "file", prediction.string(), folders ? "file" : "folder");
  }
  return folders ? PairFolders(reference, prediction, withoutPrediction)
                 : std::vector<LabelPair>{{ImageStem(prediction), reference, prediction}};
}

Structures
OccurringStructures(std::span<const LabelPair> pairs, const RunContext & context)
{
  std::set<std::int64_t> values;
  for (std::size_t i = 0; i < pairs.size(); ++i)
  {
    context.ThrowIfCancelled();
    for (const auto & file : {pairs[i].reference, pairs[i].prediction})
    {
      if (!file.empty())
      {
        values.merge(ValuesOfLabels(ReadLabelMap(file), file));
      }
    }
    context.Report(static_cast<double>(i + 1) / static_cast<double>(pairs.size()),
                   "looked for labels in " + pairs[i].name);
  }
  values.erase(0);
  Structures structures;
  for (const std::int64_t value : values)
  {
    structures.entries.push_back({fmt::format("label {}", value), {value}});
  }
  return structures;
}

Structures
ParseStructures(std::span<const std::string> texts)
{
  Structures structures;
  structures.othersAreBackground = true;
  for (const std::string & text : texts)
  {
    LabelEntry entry{"label " + text, {}};
    for (const char *rest = text.data(), *end = rest + text.size();;)
    {
      std::int64_t value = 0;
      const auto [next, error] = std::from_chars(rest, end, value);
      if (error != std::errc() || value < 1 || (next != end && *next != '+'))
      {
        Fail(ErrorKind::Usage, "--labels: found '{}', expected a value above 0 such as 1, or a union such as 1+2",
             text);
      }
      entry.values.push_back(value);
      if (next == end)
      {
        break;
      }
      rest = next + 1;
    }
    structures.entries.push_back(std::move(entry));
  }
  return structures;
}

Structures
ForegroundStructures(const DatasetDescription & description)
{
  return {description.Foreground(), description.ignoreLabel, false};
}

Structures
FindStructures(const std::string & datasetJson, std::span<const LabelPair> pairs, const RunContext & context)
{
  if (datasetJson.empty())
  {
    return OccurringStructures(pairs, context);
  }
  return ForegroundStructures(ParseDatasetDescription(ReadJson(datasetJson), datasetJson));
}

} // namespace vox
