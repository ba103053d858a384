// SPDX-License-Identifier: Apache-2.0
#include "voxDicomGroups.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

namespace vox
{
namespace
{

/** Of six direction cosines. */
Vector3
NormalOf(const std::vector<double> & o)
{
  return {o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5], o[0] * o[4] - o[1] * o[3]};
}

DicomSeries
SeriesOf(const HeaderGroup & group)
{
  const DicomHeader & first = *group.headers.front();
  DicomSeries series;
  series.studyUid = first.studyUid;
  series.seriesUid = first.seriesUid;
  series.part = fmt::format("{}", fmt::join(group.parts, ", "));
  std::ranges::replace_if(
      series.part, [](char c) { return static_cast<unsigned char>(c) < ' '; }, '?');
  series.frameOfReferenceUid = first.frameOfReferenceUid;
  series.modality = first.modality;
  series.description = first.description;
  series.sopClassUid = first.instance.sopClassUid;
  series.enhanced = first.enhanced;
  series.mosaic = first.mosaic;
  series.rows = first.rows;
  series.columns = first.columns;
  series.pixelSpacingMm = first.pixelSpacingMm;
  series.orientationPatient = first.orientationPatient;
  series.gantryTiltDegrees = first.gantryTiltDegrees;
  std::ranges::transform(group.headers, std::back_inserter(series.instances), &DicomHeader::instance);
  return series;
}

/** Parts of one series that words do not tell apart get numbers. */
void
MakePartsUnique(std::vector<DicomSeries> & series)
{
  std::map<std::pair<std::string, std::string>, int> count;
  for (const DicomSeries & one : series)
  {
    ++count[{one.seriesUid, one.part}];
  }
  std::map<std::pair<std::string, std::string>, int> number;
  for (DicomSeries & one : series)
  {
    const std::pair key(one.seriesUid, one.part);
    if (count[key] > 1)
    {
      one.part += fmt::format("{}number {}", one.part.empty() ? "" : ", ", ++number[key]);
    }
  }
}

/** Surveys that do not call themselves LOCALIZER: a series in planes that lie across each other, each of few slices. */
void
MarkSurveys(std::vector<DicomSeries> & all)
{
  constexpr std::int64_t fewSlices = 15;
  constexpr double across = 0.5; // cosine between normals
  std::map<std::string, std::vector<DicomSeries *>> ofUid;
  for (DicomSeries & series : all)
  {
    ofUid[series.seriesUid].push_back(&series);
  }
  for (const auto & [uid, parts] : ofUid)
  {
    const auto isFew = [](const DicomSeries * part) {
      return FrameCount(*part) <= fewSlices && part->orientationPatient.size() == 6 && !part->mosaic;
    };
    const Vector3 first = isFew(parts.front()) ? NormalOf(parts.front()->orientationPatient) : Vector3{};
    const auto liesAcross = [&](const DicomSeries * part) {
      const Vector3 normal = NormalOf(part->orientationPatient);
      return std::abs(normal[0] * first[0] + normal[1] * first[1] + normal[2] * first[2]) < across;
    };
    if (std::ranges::all_of(parts, isFew) && std::ranges::any_of(parts, liesAcross))
    {
      std::ranges::for_each(parts, [](DicomSeries * part) { part->survey = true; });
    }
  }
}

} // namespace

std::int64_t
FrameCount(const DicomSeries & series)
{
  return std::accumulate(series.instances.begin(), series.instances.end(), std::int64_t{0},
                         [](std::int64_t sum, const DicomInstance & instance) { return sum + instance.frames; });
}

std::string
SelectorOf(const DicomSeries & series)
{
  return series.part.empty() ? series.seriesUid : series.seriesUid + ":" + series.part;
}

std::vector<DicomSeries>
MakeSeries(const std::vector<DicomHeader> & headers)
{
  std::map<std::string, std::size_t> patients; // the order of their first files numbers them
  std::vector<const DicomHeader *> pointers;
  for (const DicomHeader & header : headers)
  {
    patients.emplace(header.patient, patients.size() + 1);
    pointers.push_back(&header);
  }
  std::vector<DicomSeries> all;
  for (HeaderGroup & group : GroupBySpace(pointers))
  {
    const std::string patient = std::to_string(patients.at(group.headers.front()->patient));
    for (const HeaderGroup & part : SplitByPosition(std::move(group)))
    {
      all.push_back(SeriesOf(part));
      all.back().patientKey = patient;
    }
  }
  MakePartsUnique(all);
  MarkSurveys(all);
  std::ranges::stable_sort(all, std::ranges::greater(), FrameCount);
  return all;
}

} // namespace vox
