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

/** What of the file is segmented. A region outside is refused when the image is read. */
ImageFile
PartOfFile(const PredictJob & job, const ImageGeometry & whole, std::int64_t channels)
{
  const Box box = job.region ? VoxelsAround(whole, *job.region) : WholeBox(whole.size);
  return job.region && !box.Empty() ? ImageFile{Cropped(whole, box), channels, Product(whole.size)}
                                    : ImageFile{whole, channels};
}

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
      return PartOfFile(job, outline.image.geometry, std::ssize(job.files.channels));
    }
    const ImageInfo info = ReadImageInfo(file);
    const std::int64_t inOneFile = std::max<std::int64_t>(info.components, info.frames);
    return PartOfFile(job, info.geometry, std::max(inOneFile, std::ssize(job.files.channels)));
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
    const std::int64_t image = 4 * file.channels * Product(file.geometry.size);
    return predictor.PlanMemory(file, inLine, job.statistics ? image : 0);
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
