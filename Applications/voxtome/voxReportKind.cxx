// SPDX-License-Identifier: Apache-2.0
#include "voxEvaluationRecord.h"
#include "voxInspection.h"
#include "voxReadDicom.h"
#include "voxReadVolume.h"
#include "voxReportPages.h"

#include <algorithm>
#include <array>

namespace vox
{
namespace
{

bool
IsDataset(const std::filesystem::path & path)
{
  return path.extension() == ".csv" || std::filesystem::exists(path / "dataset.json");
}

bool
IsImage(const std::filesystem::path & path)
{
  return HasImageEnding(path) || HoldsDicom(path);
}

} // namespace

std::span<const EnumName<ReportKind>>
EnumNames(ReportKind)
{
  static constexpr std::array<EnumName<ReportKind>, 6> names{{{ReportKind::Auto, "auto"},
                                                              {ReportKind::Evaluation, "evaluation"},
                                                              {ReportKind::Comparison, "comparison"},
                                                              {ReportKind::Training, "training"},
                                                              {ReportKind::Dataset, "dataset"},
                                                              {ReportKind::Case, "case"}}};
  return names;
}

ReportKind
KindOfReport(const ReportRequest & request)
{
  for (const std::filesystem::path & source : request.sources)
  {
    if (!std::filesystem::exists(source))
    {
      Fail(ErrorKind::BadInput, "{}: found nothing there, expected a file or folder to report on", source.string());
    }
  }
  if (request.kind != ReportKind::Auto)
  {
    return request.kind;
  }
  const std::filesystem::path & first = request.sources.front();
  const bool isAlone = request.sources.size() == 1;
  if (isAlone && IsRunFolder(first)) // holds a dataset.json too
  {
    return ReportKind::Training;
  }
  if (std::ranges::all_of(request.sources, IsEvaluation))
  {
    return isAlone ? ReportKind::Evaluation : ReportKind::Comparison;
  }
  if (isAlone && IsDataset(first))
  {
    return ReportKind::Dataset;
  }
  constexpr std::size_t MostOfCase = 3;
  if (!isAlone && request.sources.size() <= MostOfCase && IsImage(first))
  {
    return ReportKind::Case;
  }
  Fail(ErrorKind::BadInput,
       "{}: found nothing to report on, expected a run folder of train, one or more summary.json of evaluate or "
       "folders with one, a data set, or an image followed by its labels; --kind says which",
       first.string());
}

} // namespace vox
