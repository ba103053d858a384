// SPDX-License-Identifier: Apache-2.0
#include "voxLabelledCase.h"

#include "voxCaseLabels.h"
#include "voxLabelHistogram.h"
#include "voxProblemReport.h"
#include "voxReadVolume.h"

#include <optional>

namespace vox
{
namespace
{

/** The grid of the first channel that can be read, after the problems of each channel were named. */
std::optional<ImageGeometry>
CheckChannels(const CaseFiles & files, ProblemReport & problems)
{
  std::optional<ImageGeometry> grid;
  std::string first;
  for (const std::filesystem::path & channel : files.channels)
  {
    problems.Try([&] {
      const Volume volume = ReadCase({files.name, {channel}, std::nullopt}).image;
      if (grid)
      {
        RequireSameGeometry(volume.geometry, channel.string(), *grid, first);
        return;
      }
      grid = volume.geometry;
      first = channel.string();
    });
  }
  return grid;
}

/** Reads the image of a case and gives its grid; what is wrong with it is added to the problems. */
std::optional<ImageGeometry>
ReadImageOf(const CaseFiles & files, const DatasetDescription & description, CaseImage & image,
            ProblemReport & problems)
{
  ProblemReport own;
  const auto channels = static_cast<std::int64_t>(description.channelNames.size());
  if (own.Try([&] { image = ReadCase(files, {channels, {}, {}}); }))
  {
    return image.image.geometry;
  }
  // The reader stops at the first problem; with several files there may be more.
  ProblemReport each;
  const auto grid = files.channels.size() > 1 ? CheckChannels(files, each) : std::nullopt;
  if (!each.Lines().empty() && files.channels.size() != description.channelNames.size())
  {
    each.Add(fmt::format("case {}: found {} image files, expected {} as dataset.json names channels", files.name,
                         files.channels.size(), description.channelNames.size()));
  }
  for (const std::string & line : each.Lines().empty() ? own.Lines() : each.Lines())
  {
    problems.Add(line);
  }
  return grid;
}

} // namespace

LabelledVolume
ReadLabelledCase(const CaseFiles & files, const DatasetDescription & description, const RunContext & context)
{
  ProblemReport problems;
  LabelledVolume result;
  result.name = files.name;
  CaseImage image;
  const auto grid = ReadImageOf(files, description, image, problems);
  if (!files.labels)
  {
    problems.Add(files.name + ": the case has no label map; only training cases can be used here");
    problems.ThrowIfAny();
  }
  const std::string labelFile = files.labels->string();
  if (problems.Try([&] { result.labels = ReadCaseLabels(*files.labels, image, description, context); }))
  {
    if (grid)
    {
      problems.Try(
          [&] { RequireSameGeometry(result.labels.geometry, labelFile, *grid, files.channels.front().string()); });
    }
    problems.Try([&] {
      RequireDeclaredLabels(CountLabels(result.labels), description.AllowedValues(), labelFile,
                            "labels of dataset.json");
    });
  }
  problems.ThrowIfAny();
  for (const std::string & note : image.notes)
  {
    context.Log(LogLevel::Warning, fmt::format("{}: {}", files.name, note));
  }
  result.image = std::move(image.image);
  return result;
}

} // namespace vox
