// SPDX-License-Identifier: Apache-2.0
#include "voxEnsembleStep.h"

#include "voxEnsemble.h"
#include "voxError.h"
#include "voxLabelNames.h"
#include "voxOutputPath.h"
#include "voxReadVolume.h"
#include "voxSegmentationFile.h"
#include "voxWriteVolume.h"

#include <array>

namespace vox
{
namespace
{

/** Errors begin with the case. */
Volume
NamedMean(const std::string & name, std::size_t members, const std::function<Volume(std::size_t)> & read)
{
  try
  {
    return MeanProbabilities(members, read);
  }
  catch (const Error & error)
  {
    throw Error(error.Kind(), fmt::format("{}: {}", name, error.what()));
  }
}

} // namespace

LabelFiles
EnsembleCases(std::span<const LabelFiles> members, const DatasetDescription & description,
              const std::filesystem::path & folder, bool saveProbabilities, const RunContext & context)
{
  PrepareFolder(folder);
  if (saveProbabilities)
  {
    PrepareFolder(folder / "probabilities");
  }
  LabelFiles written;
  for (const auto & [name, file] : members.front())
  {
    context.ThrowIfCancelled();
    const auto read = [&, &key = name](std::size_t i) {
      const std::array<std::filesystem::path, 1> files{members[i].at(key)};
      return ReadCaseImage(files, description.HeadCount());
    };
    const Volume mean = NamedMean(name, members.size(), read);
    if (saveProbabilities)
    {
      WriteImage(folder / "probabilities" / (name + ".nii.gz"), mean);
    }
    const auto entry = written.emplace(name, folder / (name + ".nii.gz")).first;
    WriteSegmentation(entry->second, WithNames(LabelsFromProbabilities(mean, description), description));
    context.Report(static_cast<double>(written.size()) / static_cast<double>(members.front().size()), name);
  }
  return written;
}

} // namespace vox
