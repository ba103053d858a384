// SPDX-License-Identifier: Apache-2.0
#include "voxDatasetSurvey.h"
#include "voxError.h"
#include "voxInspection.h"
#include "voxOptions.h"
#include "voxOrientation.h"
#include "voxTextTable.h"

namespace vox
{
namespace
{

bool
IsDescribed(const DatasetFolder & dataset)
{
  return !dataset.description.channelNames.empty();
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

double
Milliliters(std::int64_t voxels, const ImageGeometry & geometry)
{
  return static_cast<double>(voxels) * VoxelVolumeMm3(geometry) / 1000.0;
}

/** The measured columns: range of intensities, and ml of each label but background. */
std::string
LabelCell(const CaseSurvey & row)
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
Cells(const CaseSurvey & row)
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
RowJson(const CaseSurvey & row)
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
  const DatasetFolder dataset = ListSurveyed(path);
  std::vector<CaseFiles> cases = dataset.training;
  cases.insert(cases.end(), dataset.test.begin(), dataset.test.end());

  std::vector<std::vector<std::string>> table{
      {"case", "voxels (x, y, z)", "spacing mm", "axes", "intensities", "ml of labels", "problem"}};
  Json list = Json::array();
  std::int64_t problems = 0;
  for (std::size_t i = 0; i < cases.size(); ++i)
  {
    context.ThrowIfCancelled();
    const CaseSurvey row = SurveyCase(cases[i], dataset, readVoxels, context);
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
