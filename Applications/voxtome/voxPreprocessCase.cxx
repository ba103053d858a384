// SPDX-License-Identifier: Apache-2.0
#include "voxPreprocessCase.h"

#include "voxLabelHistogram.h"
#include "voxLabelledCase.h"
#include "voxPatch.h"
#include "voxReadVolume.h"

#include <algorithm>
#include <optional>

namespace vox
{
namespace
{

/** The label map of the stage before, which must lie on the grid of the image. */
Volume
ReadPreviousStage(const std::filesystem::path & path, const CaseFiles & files, const ImageGeometry & geometry,
                  const DatasetDescription & description)
{
  Volume labels = ReadLabelMap(path);
  RequireSameGeometry(labels.geometry, path.string(), geometry, files.channels.front().string());
  std::vector<std::int64_t> allowed = description.ForegroundValues();
  allowed.insert(allowed.begin(), 0);
  RequireDeclaredLabels(CountLabels(labels), allowed, path.string(), "labels of dataset.json");
  return labels;
}

} // namespace

LocationSets
LocationSetsOf(const DatasetDescription & description)
{
  LocationSets sets;
  for (const LabelEntry & entry : description.Foreground())
  {
    sets.push_back(entry.values);
  }
  if (description.ignoreLabel)
  {
    std::vector<std::int64_t> annotated = description.AllowedValues();
    std::erase(annotated, *description.ignoreLabel);
    annotated.insert(annotated.begin(), labelOutside);
    sets.push_back(annotated);
  }
  return sets;
}

TrainingCase
MakeTrainingCase(const CaseFiles & files, const DatasetDescription & description, const PreprocessOptions & options,
                 const LocationSets & sets, const std::filesystem::path * previousStage, const RunContext & context)
{
  const LabelledVolume volume = ReadLabelledCase(files, description, context);
  CaseLabels labels{&volume.labels};
  std::optional<Volume> previous;
  if (previousStage != nullptr)
  {
    previous = ReadPreviousStage(*previousStage, files, volume.image.geometry, description);
    labels.previousStage = &*previous;
  }
  const PreprocessedCase preprocessed = Preprocess(volume.image, labels, options, context);
  TrainingCase result;
  result.name = files.name;
  result.image = preprocessed.image;
  result.labels = preprocessed.labels;
  result.previousStage = preprocessed.previousStage;
  result.locations = SampleLocations(result.labels, sets);
  if (description.ignoreLabel)
  {
    result.annotated = result.locations.back();
    result.locations.pop_back();
  }
  result.record = ToJson(preprocessed.record);
  return result;
}

void
WarnOfEmptyCase(const TrainingCase & trainingCase, const std::string & labelFile, const RunContext & context)
{
  const auto isEmpty = [](const at::Tensor & locations) { return locations.size(0) == 0; };
  if (trainingCase.annotated.defined() && isEmpty(trainingCase.annotated))
  {
    context.Log(LogLevel::Warning, labelFile + ": nothing is annotated; patches of the case teach nothing");
  }
  else if (std::all_of(trainingCase.locations.begin(), trainingCase.locations.end(), isEmpty))
  {
    context.Log(LogLevel::Warning, labelFile + ": no foreground; the case is used as background only");
  }
}

} // namespace vox
