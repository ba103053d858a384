// SPDX-License-Identifier: Apache-2.0
#include "voxDicomFolder.h"
#include "voxError.h"

#include <algorithm>
#include <map>
#include <set>

namespace vox
{
namespace
{

using Candidates = std::vector<const DicomSeries *>;

std::string
Described(const DicomSeries & series)
{
  const std::int64_t frames = FrameCount(series);
  const char * what = series.mosaic ? "mosaic" : "slice";
  const bool placed = series.enhanced || !series.orientationPatient.empty();
  return fmt::format("\"{}\" ({}, {} {}{} of {}x{}{}{})", SelectorOf(series),
                     series.modality.empty() ? "no modality" : series.modality, frames, what, frames == 1 ? "" : "s",
                     series.columns, series.rows, placed ? "" : ", without orientation",
                     series.survey ? ", survey" : "");
}

std::string
Listed(const Candidates & candidates)
{
  constexpr std::size_t most = 20;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < std::min(most, candidates.size()); ++i)
  {
    lines.push_back(Described(*candidates[i]));
  }
  const std::string rest =
      candidates.size() > most ? fmt::format(" and {} smaller ones", candidates.size() - most) : std::string();
  return fmt::format("{}{}", fmt::join(lines, ", "), rest);
}

/** "3 files: 2 localizer, 1 not DICOM". */
std::string
WhatThereIs(const DicomFolder & folder)
{
  std::map<std::string, int> counts;
  for (const DicomSkipped & skipped : folder.skipped)
  {
    ++counts[skipped.reason];
  }
  for (const DicomAnnotation & annotation : folder.annotations)
  {
    ++counts[annotation.modality];
  }
  std::vector<std::string> words;
  std::ranges::transform(counts, std::back_inserter(words),
                         [](const auto & entry) { return fmt::format("{} {}", entry.second, entry.first); });
  return words.empty() ? "no files" : fmt::format("{} files: {}", folder.files, fmt::join(words, ", "));
}

const DicomSeries &
Named(const DicomFolder & folder, const std::string & name)
{
  Candidates fitting;
  Candidates all;
  for (const DicomSeries & series : folder.series)
  {
    all.push_back(&series);
    if (SelectorOf(series) == name)
    {
      return series;
    }
    if (series.seriesUid == name)
    {
      fitting.push_back(&series);
    }
  }
  if (fitting.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found no series '{}', expected one of {}", folder.root.string(), name, Listed(all));
  }
  if (fitting.size() > 1)
  {
    Fail(ErrorKind::BadInput, "{}: found {} volumes in the series, expected one; choose by --series: {}",
         folder.root.string(), fitting.size(), Listed(fitting));
  }
  return *fitting.front();
}

/** Series whose slices have a place and that are no survey; without any, all. */
Candidates
LikelyVolumes(const DicomFolder & folder)
{
  Candidates placed;
  Candidates all;
  for (const DicomSeries & series : folder.series)
  {
    all.push_back(&series);
    if ((series.enhanced || !series.orientationPatient.empty()) && !series.survey)
    {
      placed.push_back(&series);
    }
  }
  return placed.empty() ? all : placed;
}

} // namespace

const DicomSeries &
ChooseSeries(const DicomFolder & folder, const std::string & seriesUid)
{
  if (folder.series.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found no series of images in {}, expected one", folder.root.string(),
         WhatThereIs(folder));
  }
  if (!seriesUid.empty())
  {
    return Named(folder, seriesUid);
  }
  const Candidates candidates = LikelyVolumes(folder);
  std::set<std::string> patients;
  std::ranges::transform(folder.series, std::inserter(patients, patients.end()), &DicomSeries::patientKey);
  if (patients.size() > 1)
  {
    Fail(ErrorKind::BadInput,
         "{}: found images of {} patients, expected one; keep them apart or choose by --series: {}",
         folder.root.string(), patients.size(), Listed(candidates));
  }
  if (candidates.size() > 1)
  {
    Fail(ErrorKind::BadInput, "{}: found {} series, expected one; choose by --series: {}", folder.root.string(),
         candidates.size(), Listed(candidates));
  }
  return *candidates.front();
}

} // namespace vox
