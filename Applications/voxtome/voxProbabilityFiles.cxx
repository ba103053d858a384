// SPDX-License-Identifier: Apache-2.0
#include "voxProbabilityFiles.h"

#include "voxReadProbabilities.h"

namespace vox
{
namespace
{

/** nnU-Net keeps label maps of the same names beside its probabilities. */
LabelFiles
ImagesOrArchivesIn(const std::filesystem::path & folder)
{
  LabelFiles files = ListLabelFiles(folder);
  for (const auto & entry : std::filesystem::directory_iterator(folder))
  {
    if (entry.path().extension() == ".npz")
    {
      files[entry.path().stem().string()] = entry.path();
    }
  }
  return files;
}

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
  LabelFiles files = ImagesOrArchivesIn(path);
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
    Fail(ErrorKind::BadInput,
         "{}: found no probabilities for {}, expected images or .npz files; write them by `voxtome predict "
         "--save-probabilities`",
         path.string(), fmt::join(missing, ", "));
  }
  return files;
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

Volume
ProbabilityFiles::Read(const std::filesystem::path & file, const ImageGeometry & geometry) const
{
  const auto channels = m_Description ? std::optional(m_Description->HeadCount()) : std::nullopt;
  return ReadProbabilities(file, geometry, channels);
}

void
ProbabilityFiles::Measure(const LabelPair & pair, const Volume & reference, const Structures & structures,
                          CaseMeasures & measures) const
{
  if (pair.prediction.empty())
  {
    return;
  }
  const std::filesystem::path & file = m_Files.at(pair.name);
  const bool regions = m_Description && m_Description->HasRegions();
  const Volume probabilities = Read(file, reference.geometry);
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
    throw Error(error.Kind(), fmt::format("{}: {}", file.string(), error.what()));
  }
}

} // namespace vox
