// SPDX-License-Identifier: Apache-2.0
#include "voxCaseImage.h"
#include "voxError.h"
#include "voxFileNotes.h"
#include "voxInspection.h"
#include "voxLabelHistogram.h"
#include "voxLabelledCase.h"
#include "voxOrientation.h"
#include "voxProblemReport.h"
#include "voxReadDicom.h"
#include "voxReadVolume.h"
#include "voxTensorMemory.h"
#include "voxTextTable.h"

#include <algorithm>
#include <optional>

namespace vox
{
namespace
{

/** Smallest and largest value over all channels. */
using Intensities = std::pair<float, float>;

struct CaseRow
{
  std::string name;
  std::optional<ImageGeometry> geometry;  ///< of the first channel, where it can be read
  std::optional<Intensities> intensities; ///< where voxels were read
  LabelHistogram labels;                  ///< the same
  std::string problem;                    ///< empty: none found
};

Intensities
IntensitiesOf(const Volume & image)
{
  const std::span<const float> values(ValuesOf<float>(image.voxels), static_cast<std::size_t>(image.voxels.numel()));
  const auto [least, most] = std::ranges::minmax(values);
  return {least, most};
}

/** Reads all voxels of a case and notes what they are. */
void
ReadVoxels(const CaseFiles & files, const DatasetDescription & description, CaseRow & row)
{
  if (files.labels)
  {
    const LabelledVolume volume = ReadLabelledCase(files, description);
    row.intensities = IntensitiesOf(volume.image);
    row.labels = CountLabels(volume.labels);
    return;
  }
  const auto channels = static_cast<std::int64_t>(description.channelNames.size());
  row.intensities = IntensitiesOf((channels == 0 ? ReadCase(files) : ReadCase(files, {channels, {}, {}})).image);
}

/** The grid of an image file or of a DICOM series, from headers. */
ImageGeometry
GridOf(const std::filesystem::path & file)
{
  return HasImageEnding(file) || !HoldsDicom(file) ? ReadImageInfo(file).geometry
                                                   : ReadDicom(file, "", {.voxels = false}).image.geometry;
}

void
CheckHeaders(const CaseFiles & files, const ImageGeometry & geometry)
{
  const std::string first = files.channels.front().string();
  for (const auto & channel : files.channels)
  {
    RequireSameGeometry(GridOf(channel), channel.string(), geometry, first);
  }
  if (files.labels && HasImageEnding(*files.labels)) // DICOM labels come on the grid of their image
  {
    RequireSameGeometry(ReadImageInfo(*files.labels).geometry, files.labels->string(), geometry, first);
  }
}

bool
IsDescribed(const DatasetFolder & dataset)
{
  return !dataset.description.channelNames.empty();
}

/** A data set, or the images of a folder that nothing describes. */
DatasetFolder
ListImages(const std::filesystem::path & path)
{
  if (path.extension() == ".csv" || std::filesystem::exists(path / "dataset.json"))
  {
    return ListDataset(path);
  }
  DatasetFolder folder;
  folder.root = path;
  folder.test = ListCases(path);
  return folder;
}

std::string
LabelsText(const DatasetDescription & description)
{
  std::vector<std::string> texts;
  for (const LabelEntry & entry : description.labels)
  {
    texts.push_back(fmt::format("{} = {}", entry.name, fmt::join(entry.values, "+")));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::vector<std::pair<std::string, std::string>>
Heading(const DatasetFolder & dataset)
{
  if (!IsDescribed(dataset))
  {
    return {{"folder of images", dataset.root.string()}, {"cases", std::to_string(dataset.test.size())}};
  }
  return {{"data set", dataset.root.string()},
          {"channels", fmt::format("{}", fmt::join(dataset.description.channelNames, ", "))},
          {"labels", LabelsText(dataset.description)},
          {"training cases", std::to_string(dataset.training.size())},
          {"test cases", std::to_string(dataset.test.size())}};
}

CaseRow
Check(const CaseFiles & files, const DatasetFolder & dataset, bool readVoxels, const RunContext & context)
{
  CaseRow row;
  row.name = files.name;
  ProblemReport problems;
  problems.Try([&] { row.geometry = GridOf(files.channels.front()); });
  if (row.geometry)
  {
    ProblemReport().Try([&] { WarnOfNotes(files, context); }); // what cannot be read is told below
  }
  if (readVoxels)
  {
    ProblemReport whole; // says what the header says, and more
    whole.Try([&] { ReadVoxels(files, dataset.description, row); });
    problems = whole;
  }
  else if (const auto missing = IsDescribed(dataset) ? FileProblems(dataset, files) : std::vector<std::string>();
           !missing.empty())
  {
    problems = {};
    std::for_each(missing.begin(), missing.end(), [&](const std::string & line) { problems.Add(line); });
  }
  else if (row.geometry)
  {
    problems.Try([&] { CheckHeaders(files, *row.geometry); });
  }
  row.problem = fmt::format("{}", fmt::join(problems.Lines(), "; "));
  return row;
}

double
Milliliters(std::int64_t voxels, const ImageGeometry & geometry)
{
  return static_cast<double>(voxels) * VoxelVolumeMm3(geometry) / 1000.0;
}

/** The measured columns: range of intensities, and ml of each label but background. */
std::string
LabelCell(const CaseRow & row)
{
  std::vector<std::string> texts;
  for (const auto & [value, voxels] : row.labels)
  {
    if (value != 0)
    {
      texts.push_back(fmt::format("{}: {:.4g}", value, Milliliters(voxels, *row.geometry)));
    }
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::vector<std::string>
Cells(const CaseRow & row)
{
  if (!row.geometry)
  {
    return {row.name, "", "", "", "", "", row.problem};
  }
  const Zyx<std::int64_t> & size = row.geometry->size;
  const Zyx<double> & spacing = row.geometry->spacingMm;
  return {row.name,
          fmt::format("{} x {} x {}", size.x, size.y, size.z),
          fmt::format("{:.4g} x {:.4g} x {:.4g}", spacing.x, spacing.y, spacing.z),
          OrientationCode(*row.geometry),
          row.intensities ? fmt::format("{:.4g} to {:.4g}", row.intensities->first, row.intensities->second) : "",
          LabelCell(row),
          row.problem};
}

Json
RowJson(const CaseRow & row)
{
  Json json{{"case", row.name}};
  if (row.geometry)
  {
    json["size_zyx"] = ValueToJson(row.geometry->size);
    json["spacing_mm_zyx"] = ValueToJson(row.geometry->spacingMm);
    json["orientation"] = OrientationCode(*row.geometry);
  }
  if (row.intensities)
  {
    json["minimum"] = row.intensities->first;
    json["maximum"] = row.intensities->second;
  }
  for (const auto & [value, voxels] : row.labels)
  {
    json["histogram"].push_back({{"value", value}, {"voxels", voxels}, {"ml", Milliliters(voxels, *row.geometry)}});
  }
  json["problem"] = row.problem.empty() ? Json(nullptr) : Json(row.problem);
  return json;
}

} // namespace

Inspection
InspectDataset(const std::filesystem::path & path, bool readVoxels, const RunContext & context)
{
  const DatasetFolder dataset = ListImages(path);
  std::vector<CaseFiles> cases = dataset.training;
  cases.insert(cases.end(), dataset.test.begin(), dataset.test.end());

  std::vector<std::vector<std::string>> table{
      {"case", "voxels (x, y, z)", "spacing mm", "axes", "intensities", "ml of labels", "problem"}};
  Json list = Json::array();
  std::int64_t problems = 0;
  for (std::size_t i = 0; i < cases.size(); ++i)
  {
    context.ThrowIfCancelled();
    const CaseRow row = Check(cases[i], dataset, readVoxels, context);
    problems += row.problem.empty() ? 0 : 1;
    table.push_back(Cells(row));
    list.push_back(RowJson(row));
    context.Report(static_cast<double>(i + 1) / static_cast<double>(cases.size()), "checked " + row.name);
  }

  Inspection inspection;
  if (!readVoxels)
  {
    for (std::vector<std::string> & cells : table)
    {
      cells.erase(cells.end() - 3, cells.end() - 1); // what only voxels tell
    }
  }
  auto heading = Heading(dataset);
  heading.emplace_back(
      "problems",
      fmt::format("{} ({})", problems, readVoxels ? "all voxels read" : "headers only; --check reads all voxels"));
  inspection.text = TextList(heading) + "\n" + TextTable(table);
  inspection.json = {{"kind", IsDescribed(dataset) ? "dataset" : "folder"},
                     {"path", dataset.root.string()},
                     {"description", IsDescribed(dataset) ? ToJson(dataset.description) : Json(nullptr)},
                     {"training", dataset.training.size()},
                     {"test", dataset.test.size()},
                     {"problems", problems},
                     {"cases", list}};
  return inspection;
}

} // namespace vox
