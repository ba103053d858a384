// SPDX-License-Identifier: Apache-2.0
#include "voxCaseForecast.h"

#include "voxReadDicom.h"
#include "voxReadVolume.h"

#include <algorithm>
#include <optional>

namespace vox
{
namespace
{

std::optional<ImageFile>
FileOf(const PredictJob & job)
{
  try
  {
    const std::filesystem::path & file = job.files.channels.front();
    if (!HasImageEnding(file))
    {
      if (!std::filesystem::is_directory(file) && !IsDicomFile(file))
      {
        return std::nullopt; // an archive is unpacked once, for its voxels
      }
      const std::string series = job.series.empty() ? "" : job.series.front();
      const DicomImage outline = ReadDicom(file, series, {.voxels = false});
      return ImageFile{outline.image.geometry, std::ssize(job.files.channels)};
    }
    const ImageInfo info = ReadImageInfo(file);
    const std::int64_t inOneFile = std::max<std::int64_t>(info.components, info.frames);
    return ImageFile{info.geometry, std::max(inOneFile, std::ssize(job.files.channels))};
  }
  catch (const Error &)
  {
    return std::nullopt;
  }
}

MemoryPlan
PlanOf(const PredictJob & job, const ImageFile & file, const Predictor & predictor, bool inLine)
{
  try
  {
    return predictor.PlanMemory(file, inLine);
  }
  catch (const Error & error)
  {
    throw Error(error.Kind(), fmt::format("{}: {}", job.files.channels.front().string(), error.what()));
  }
}

bool
IsAlike(const ImageFile & a, const ImageFile & b)
{
  return a.geometry.size == b.geometry.size && a.geometry.spacingMm == b.geometry.spacingMm && a.channels == b.channels;
}

} // namespace

void
ForecastCases(const std::vector<PredictJob> & jobs, const Predictor & predictor, bool overlap,
              const RunContext & context)
{
  std::vector<ImageFile> seen;
  for (const PredictJob & job : jobs)
  {
    const std::optional<ImageFile> file = FileOf(job);
    if (!file || std::ranges::any_of(seen, [&](const ImageFile & other) { return IsAlike(*file, other); }))
    {
      continue;
    }
    seen.push_back(*file);
    const MemoryPlan plan = PlanOf(job, *file, predictor, overlap && jobs.size() > 1);
    context.Log(LogLevel::Info, fmt::format("{}: memory forecast {}{}", job.files.name, plan.forecast.Text(),
                                            plan.ring == kernels::RingType::Float16
                                                ? "; logits are summed in half precision because of --max-ram"
                                                : ""));
  }
}

} // namespace vox
