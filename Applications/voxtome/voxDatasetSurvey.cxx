// SPDX-License-Identifier: Apache-2.0
#include "voxDatasetSurvey.h"

#include "voxCaseImage.h"
#include "voxFileNotes.h"
#include "voxLabelledCase.h"
#include "voxProblemReport.h"
#include "voxReadDicom.h"
#include "voxReadVolume.h"
#include "voxTensorMemory.h"

#include <algorithm>

namespace vox
{
namespace
{

std::pair<float, float>
IntensitiesOf(const Volume & image)
{
  const std::span<const float> values(ValuesOf<float>(image.voxels), static_cast<std::size_t>(image.voxels.numel()));
  const auto [least, most] = std::ranges::minmax(values);
  return {least, most};
}

/** Reads all voxels of a case and notes what they are. */
void
ReadVoxels(const CaseFiles & files, const DatasetDescription & description, CaseSurvey & row,
           const RunContext & context)
{
  if (files.labels)
  {
    const LabelledVolume volume = ReadLabelledCase(files, description, context);
    row.intensities = IntensitiesOf(volume.image);
    row.labels = CountLabels(volume.labels);
    return;
  }
  const auto channels = static_cast<std::int64_t>(description.channelNames.size());
  row.intensities = IntensitiesOf((channels == 0 ? ReadCase(files) : ReadCase(files, {channels, {}, {}})).image);
}

/** The grid of an image file or of a DICOM series, from headers. */
ImageGeometry
GridOf(const std::filesystem::path & file)
{
  return HasImageEnding(file) || !HoldsDicom(file) ? ReadImageInfo(file).geometry
                                                   : ReadDicom(file, "", {.voxels = false}).image.geometry;
}

void
CheckHeaders(const CaseFiles & files, const ImageGeometry & geometry)
{
  const std::string first = files.channels.front().string();
  for (const auto & channel : files.channels)
  {
    RequireSameGeometry(GridOf(channel), channel.string(), geometry, first);
  }
  if (files.labels && HasImageEnding(*files.labels)) // DICOM labels come on the grid of their image
  {
    RequireSameGeometry(ReadImageInfo(*files.labels).geometry, files.labels->string(), geometry, first);
  }
}

bool
IsDescribed(const DatasetFolder & dataset)
{
  return !dataset.description.channelNames.empty();
}

} // namespace

DatasetFolder
ListSurveyed(const std::filesystem::path & path)
{
  if (path.extension() == ".csv" || std::filesystem::exists(path / "dataset.json"))
  {
    return ListDataset(path);
  }
  DatasetFolder folder;
  folder.root = path;
  folder.test = ListCases(path);
  return folder;
}

CaseSurvey
SurveyCase(const CaseFiles & files, const DatasetFolder & dataset, bool readVoxels, const RunContext & context)
{
  CaseSurvey row;
  row.name = files.name;
  ProblemReport problems;
  problems.Try([&] { row.geometry = GridOf(files.channels.front()); });
  if (row.geometry)
  {
    ProblemReport().Try([&] { WarnOfNotes(files, context); }); // what cannot be read is told below
  }
  if (readVoxels)
  {
    ProblemReport whole; // says what the header says, and more
    whole.Try([&] { ReadVoxels(files, dataset.description, row, context); });
    problems = whole;
  }
  else if (const auto missing = IsDescribed(dataset) ? FileProblems(dataset, files) : std::vector<std::string>();
           !missing.empty())
  {
    problems = {};
    std::for_each(missing.begin(), missing.end(), [&](const std::string & line) { problems.Add(line); });
  }
  else if (row.geometry)
  {
    problems.Try([&] { CheckHeaders(files, *row.geometry); });
  }
  row.problem = fmt::format("{}", fmt::join(problems.Lines(), "; "));
  return row;
}

} // namespace vox
