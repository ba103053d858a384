// SPDX-License-Identifier: Apache-2.0
#include "voxDicomFolder.h"
#include "voxDicomSegmentation.h"
#include "voxError.h"
#include "voxGridDescription.h"
#include "voxInspection.h"
#include "voxLabelHistogram.h"
#include "voxReadDicom.h"
#include "voxTextTable.h"

#include <fmt/ranges.h>

#include <map>
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
};

SeriesOutline
Outline(const DicomSeries & series)
{
  try
  {
    DicomImage outline = ReadDicomSeries(series, {.voxels = false});
    return {outline.image.geometry, std::move(outline.notes), ""};
  }
  catch (const Error & error)
  {
    return {std::nullopt, {}, error.what()};
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
    const auto [grid, seriesNotes, problem] = Outline(series);
    rows.push_back({SelectorOf(series), series.modality, series.description, std::to_string(FrameCount(series)),
                    grid ? GridWords(*grid) : "cannot be read"});
    Json json{{"series", SelectorOf(series)},      {"modality", series.modality},
              {"description", series.description}, {"files", series.instances.size()},
              {"slices", FrameCount(series)},      {"problem", problem.empty() ? Json(nullptr) : Json(problem)}};
    if (grid)
    {
      json["geometry"] = GridJson(*grid);
      json["notes"] = seriesNotes;
    }
    list.push_back(json);
    for (const std::string & line : grid ? seriesNotes : std::vector{problem})
    {
      notes += fmt::format("{}: {}\n", SelectorOf(series), line);
    }
  }
  if (!folder.series.empty())
  {
    inspection.text += "\n" + TextTable(rows) + (notes.empty() ? "" : "\n" + notes);
  }
  inspection.json["series"] = list;
}

/** Name, voxels and ml of each segment. */
Json
SegmentList(const std::filesystem::path & file, std::vector<std::vector<std::string>> & rows)
{
  const Segmentation segmentation = ReadDicomSegmentation(file);
  std::vector<LabelHistogram> histograms;
  for (const Volume & layer : segmentation.layers)
  {
    histograms.push_back(CountLabels(layer));
  }
  const double milliliters = VoxelVolumeMm3(segmentation.layers.front().geometry) / 1000.0;
  Json list = Json::array();
  for (const Segment & segment : segmentation.segments)
  {
    const std::int64_t voxels = histograms[segment.layer][segment.value];
    const double volume = static_cast<double>(voxels) * milliliters;
    rows.push_back(
        {std::to_string(segment.value), segment.name, std::to_string(voxels), fmt::format("{:.3f}", volume)});
    list.push_back({{"value", segment.value}, {"name", segment.name}, {"voxels", voxels}, {"ml", volume}});
  }
  return list;
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
        std::vector<std::vector<std::string>> rows{{"value", "name", "voxels", "ml"}};
        json["segments"] = SegmentList(annotation.file, rows);
        inspection.text += TextTable(rows);
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
    inspection.text += "\n" + TextTable(rows);
  }
  inspection.json["skipped"] = list;
}

/** The tags with personal data of the first file of each series, names only. */
void
AddPersonalTags(Inspection & inspection, const DicomFolder & folder)
{
  std::set<std::string> tags;
  for (const DicomSeries & series : folder.series)
  {
    const std::vector<std::string> found = PersonalTags(series.instances.front().file);
    tags.insert(found.begin(), found.end());
  }
  for (const DicomAnnotation & annotation : folder.annotations)
  {
    const std::vector<std::string> found = PersonalTags(annotation.file);
    tags.insert(found.begin(), found.end());
  }
  inspection.text += tags.empty() ? "\npersonal data: none of the tags that identify a person has a value\n"
                                  : fmt::format("\npersonal data in: {}\n", fmt::join(tags, ", "));
  inspection.json["personal_tags"] = tags;
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
  AddPersonalTags(inspection, folder);
  return inspection;
}

} // namespace vox
