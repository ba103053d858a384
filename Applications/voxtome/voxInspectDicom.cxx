// SPDX-License-Identifier: Apache-2.0
#include "voxDicomFolder.h"
#include "voxDicomSegmentation.h"
#include "voxError.h"
#include "voxGridDescription.h"
#include "voxInspection.h"
#include "voxParallelFor.h"
#include "voxReadDicom.h"
#include "voxTensorMemory.h"
#include "voxTextTable.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <map>
#include <mutex>
#include <set>

namespace vox
{
namespace
{

/** What a series will be as a volume, or why it will not. */
struct SeriesOutline
{
  std::optional<ImageGeometry> grid;
  std::vector<std::string> notes;
  std::string problem;
  std::optional<std::pair<float, float>> range; ///< of the voxels, where they were read
};

SeriesOutline
Outline(const DicomSeries & series, bool readVoxels)
{
  try
  {
    DicomImage outline = ReadDicomSeries(series, {.voxels = readVoxels});
    std::optional<std::pair<float, float>> range;
    if (readVoxels)
    {
      const at::Tensor voxels = Contiguous(outline.image.voxels);
      const float * const values = ValuesOf<float>(voxels);
      const auto [lowest, highest] = std::minmax_element(values, values + voxels.numel());
      range.emplace(*lowest, *highest);
    }
    return {outline.image.geometry, std::move(outline.notes), "", range};
  }
  catch (const Error & error)
  {
    return {std::nullopt, {}, error.what(), std::nullopt};
  }
}

void
AddSeries(Inspection & inspection, const DicomFolder & folder)
{
  std::vector<std::vector<std::string>> rows{{"series", "modality", "description", "slices", "volume"}};
  std::string notes;
  Json list = Json::array();
  for (const DicomSeries & series : folder.series)
  {
    const auto [grid, seriesNotes, problem, range] = Outline(series, folder.series.size() == 1);
    const std::string description =
        series.description + (series.survey ? " (survey: few slices across each other)" : "");
    rows.push_back({SelectorOf(series), series.modality, description, std::to_string(FrameCount(series)),
                    grid ? GridWords(*grid) : "cannot be read"});
    Json json{{"series", SelectorOf(series)},
              {"modality", series.modality},
              {"description", series.description},
              {"files", series.instances.size()},
              {"slices", FrameCount(series)},
              {"survey", series.survey},
              {"problem", problem.empty() ? Json(nullptr) : Json(problem)}};
    if (grid)
    {
      json["geometry"] = GridJson(*grid);
      json["notes"] = seriesNotes;
    }
    if (range)
    {
      json["minimum"] = range->first;
      json["maximum"] = range->second;
      notes += fmt::format("range {:g} to {:g}\n", range->first, range->second);
    }
    list.push_back(json);
    for (const std::string & line : grid ? seriesNotes : std::vector{problem})
    {
      notes += fmt::format("{}: {}\n", SelectorOf(series), line);
    }
  }
  if (!folder.series.empty())
  {
    inspection.text += '\n';
    inspection.text += TextTable(rows);
    inspection.text += notes.empty() ? "" : '\n' + notes;
  }
  inspection.json["series"] = list;
}

void
AddAnnotations(Inspection & inspection, const DicomFolder & folder)
{
  Json list = Json::array();
  for (const DicomAnnotation & annotation : folder.annotations)
  {
    inspection.text += fmt::format("\n{}: {}, refers to series {}\n", annotation.file.string(), annotation.modality,
                                   annotation.referencedSeriesUid.empty() ? "none" : annotation.referencedSeriesUid);
    Json json{{"file", annotation.file.string()},
              {"modality", annotation.modality},
              {"referenced_series", annotation.referencedSeriesUid}};
    if (annotation.modality == "SEG")
    {
      try
      {
        const Inspection segments = InspectSegments(ReadDicomSegmentation(annotation.file));
        json["segments"] = segments.json;
        inspection.text += segments.text;
      }
      catch (const Error & error)
      {
        json["problem"] = error.what();
        inspection.text += std::string(error.what()) + "\n";
      }
    }
    list.push_back(json);
  }
  inspection.json["annotations"] = list;
}

void
AddSkipped(Inspection & inspection, const DicomFolder & folder)
{
  std::map<std::string, std::vector<std::string>> reasons;
  for (const DicomSkipped & skipped : folder.skipped)
  {
    reasons[skipped.reason].push_back(skipped.file.string());
  }
  Json list = Json::array();
  std::vector<std::vector<std::string>> rows{{"not read because", "files", "such as"}};
  for (const auto & [reason, files] : reasons)
  {
    rows.push_back({reason, std::to_string(files.size()), files.front()});
    list.push_back({{"reason", reason}, {"files", files}});
  }
  if (!reasons.empty())
  {
    inspection.text += '\n';
    inspection.text += TextTable(rows);
  }
  inspection.json["skipped"] = list;
}

/** All that may name a person: files of a series differ, and what is no image (reports, captures) names most. */
std::vector<std::filesystem::path>
FilesIn(const DicomFolder & folder)
{
  std::set<std::filesystem::path> files; // frames of one file are instances of their own
  for (const DicomSeries & series : folder.series)
  {
    for (const DicomInstance & instance : series.instances)
    {
      files.insert(instance.file);
    }
  }
  for (const DicomAnnotation & annotation : folder.annotations)
  {
    files.insert(annotation.file);
  }
  for (const DicomSkipped & skipped : folder.skipped)
  {
    if (IsDicomFile(skipped.file))
    {
      files.insert(skipped.file);
    }
  }
  return {files.begin(), files.end()};
}

/** The tags with personal data, and those of UIDs, of all files, names only. */
void
AddPersonalTags(Inspection & inspection, const DicomFolder & folder, const RunContext & context)
{
  const std::vector<std::filesystem::path> files = FilesIn(folder);
  std::set<std::string> tags;
  std::set<std::string> uids;
  std::atomic<std::int64_t> unread = 0;
  std::mutex mutex;
  ParallelFor(0, std::ssize(files), 1, context.ThreadCount(), [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t i = first; i < last; ++i)
    {
      context.ThrowIfCancelled();
      try
      {
        const std::vector<std::string> ofTags = PersonalTags(files[static_cast<std::size_t>(i)]);
        const std::vector<std::string> ofUids = LookupUids(files[static_cast<std::size_t>(i)]);
        const std::scoped_lock lock(mutex);
        tags.insert(ofTags.begin(), ofTags.end());
        uids.insert(ofUids.begin(), ofUids.end());
      }
      catch (const Error &)
      {
        ++unread;
      }
    }
  });
  const std::int64_t looked = std::ssize(files) - unread;
  inspection.text += !tags.empty() ? fmt::format("\npersonal data in: {}\n", fmt::join(tags, ", "))
                     : looked > 0  ? "\npersonal data: none of the tags that identify a person has a value\n"
                                   : "\npersonal data: not looked for, since no DICOM file was read\n";
  if (unread > 0)
  {
    inspection.text +=
        fmt::format("not looked for in {} of {} files, whose headers are damaged\n", unread.load(), files.size());
  }
  inspection.json["files_looked_through"] = looked;
  inspection.json["personal_tags"] = tags;
  if (!uids.empty())
  {
    inspection.text += fmt::format("identifying by lookup in the archive they come from: {}\n", fmt::join(uids, ", "));
  }
  inspection.json["lookup_uids"] = uids;
}

} // namespace

Inspection
InspectDicom(const std::filesystem::path & path, const RunContext & context)
{
  const DicomFolder folder = ScanDicom(path, context);
  Inspection inspection;
  inspection.text = TextList({{"DICOM", path.string()},
                              {"files", std::to_string(folder.files)},
                              {"series", std::to_string(folder.series.size())},
                              {"segmentations", std::to_string(folder.annotations.size())},
                              {"skipped", std::to_string(folder.skipped.size())}});
  inspection.json = {{"kind", "dicom"}, {"path", path.string()}, {"files", folder.files}};
  AddSeries(inspection, folder);
  AddAnnotations(inspection, folder);
  AddSkipped(inspection, folder);
  AddPersonalTags(inspection, folder, context);
  return inspection;
}

} // namespace vox
