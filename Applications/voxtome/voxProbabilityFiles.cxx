// SPDX-License-Identifier: Apache-2.0
#include "voxProbabilityFiles.h"

#include "voxReadVolume.h"

#include <array>

namespace vox
{
namespace
{

LabelFiles
FilesOf(const std::filesystem::path & path, std::span<const LabelPair> pairs)
{
  RequireExists(path);
  const bool isFolder = std::filesystem::is_directory(path);
  if (!isFolder && pairs.size() == 1)
  {
    return {{pairs.front().name, path}};
  }
  if (!isFolder)
  {
    Fail(ErrorKind::Usage, "--probabilities {}: found a file for {} cases, expected a folder", path.string(),
         pairs.size());
  }
  LabelFiles files = ListLabelFiles(path);
  std::vector<std::string> missing;
  for (const LabelPair & pair : pairs)
  {
    if (!pair.prediction.empty() && !files.contains(pair.name))
    {
      missing.push_back(pair.name);
    }
  }
  if (!missing.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found no probabilities for {}; write them by `voxtome predict --save-probabilities`",
         path.string(), fmt::join(missing, ", "));
  }
  return files;
}

/** `voxtome predict` writes channels as components; other programs put them along a fourth axis. */
std::int64_t
ChannelsOf(const std::filesystem::path & file)
{
  const ImageInfo info = ReadImageInfo(file);
  return info.components > 1 ? info.components : info.frames;
}

} // namespace

ProbabilityFiles::ProbabilityFiles(const std::filesystem::path & path, const std::string & datasetJson,
                                   std::span<const LabelPair> pairs, const CalibrationOptions & options)
    : m_Files(FilesOf(path, pairs)), m_Options(options)
{
  if (!datasetJson.empty())
  {
    m_Description = ParseDatasetDescription(ReadJson(datasetJson), datasetJson);
  }
}

void
ProbabilityFiles::Measure(const LabelPair & pair, const Volume & reference, const Structures & structures,
                          CaseMeasures & measures) const
{
  if (pair.prediction.empty())
  {
    return;
  }
  const std::array<std::filesystem::path, 1> files{m_Files.at(pair.name)};
  const bool regions = m_Description && m_Description->HasRegions();
  const std::int64_t channels = m_Description ? m_Description->HeadCount() : ChannelsOf(files.front());
  const Volume probabilities = ReadCaseImage(files, channels);
  try
  {
    const CaseCalibration calibration =
        MeasureCalibration(probabilities, reference, regions ? ProbabilityKind::Regions : ProbabilityKind::Classes,
                           structures.entries, m_Options, structures.ignoreLabel);
    measures.calibration = calibration.classes;
    for (std::size_t i = 0; i < measures.structures.size(); ++i)
    {
      measures.structures[i].calibration = calibration.structures[i];
    }
  }
  catch (const Error & error)
  {
    throw Error(error.Kind(), fmt::format("{}: {}", files.front().string(), error.what()));
  }
}

} // namespace vox
