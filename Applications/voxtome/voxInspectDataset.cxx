// SPDX-License-Identifier: Apache-2.0
#include "voxFileNotes.h"
#include "voxInspection.h"
#include "voxLabelledCase.h"
#include "voxOrientation.h"
#include "voxProblemReport.h"
#include "voxReadVolume.h"
#include "voxTextTable.h"

#include <algorithm>
#include <optional>

namespace vox
{
namespace
{

struct CaseRow
{
  std::string name;
  std::optional<ImageGeometry> geometry; ///< of the first channel, where it can be read
  std::string problem;                   ///< empty: none found
};

void
CheckHeaders(const CaseFiles & files, const ImageGeometry & geometry)
{
  const std::string first = files.channels.front().string();
  for (const auto & channel : files.channels)
  {
    RequireSameGeometry(ReadImageInfo(channel).geometry, channel.string(), geometry, first);
  }
  if (files.labels)
  {
    RequireSameGeometry(ReadImageInfo(*files.labels).geometry, files.labels->string(), geometry, first);
  }
}

CaseRow
Check(const CaseFiles & files, const DatasetFolder & dataset, bool readVoxels, const RunContext & context)
{
  CaseRow row{files.name, std::nullopt, ""};
  ProblemReport problems;
  problems.Try([&] { row.geometry = ReadImageInfo(files.channels.front()).geometry; });
  if (row.geometry)
  {
    ProblemReport().Try([&] { WarnOfNotes(files, context); }); // what cannot be read is told below
  }
  if (readVoxels)
  {
    ProblemReport whole; // says what the header says, and more
    whole.Try([&] {
      if (files.labels)
      {
        const LabelledVolume volume = ReadLabelledCase(files, dataset.description);
      }
      else
      {
        const Volume image =
            ReadCaseImage(files.channels, static_cast<std::int64_t>(dataset.description.channelNames.size()));
      }
    });
    problems = whole;
  }
  else if (const std::vector<std::string> missing = FileProblems(dataset, files); !missing.empty())
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

std::vector<std::string>
Cells(const CaseRow & row)
{
  if (!row.geometry)
  {
    return {row.name, "", "", "", row.problem};
  }
  const Zyx<std::int64_t> & size = row.geometry->size;
  const Zyx<double> & spacing = row.geometry->spacingMm;
  return {row.name, fmt::format("{} x {} x {}", size.x, size.y, size.z),
          fmt::format("{:.4g} x {:.4g} x {:.4g}", spacing.x, spacing.y, spacing.z), OrientationCode(*row.geometry),
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
  json["problem"] = row.problem.empty() ? Json(nullptr) : Json(row.problem);
  return json;
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

} // namespace

Inspection
InspectDataset(const std::filesystem::path & path, bool readVoxels, const RunContext & context)
{
  const DatasetFolder dataset = ListDataset(path);
  std::vector<CaseFiles> cases = dataset.training;
  cases.insert(cases.end(), dataset.test.begin(), dataset.test.end());

  std::vector<std::vector<std::string>> table{{"case", "voxels (x, y, z)", "spacing mm", "axes", "problem"}};
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
  inspection.text =
      TextList({{"data set", dataset.root.string()},
                {"channels", fmt::format("{}", fmt::join(dataset.description.channelNames, ", "))},
                {"labels", LabelsText(dataset.description)},
                {"training cases", std::to_string(dataset.training.size())},
                {"test cases", std::to_string(dataset.test.size())},
                {"problems", fmt::format("{} ({})", problems,
                                         readVoxels ? "all voxels read" : "headers only; --check reads all voxels")}}) +
      "\n" + TextTable(table);
  inspection.json = {{"kind", "dataset"},
                     {"path", dataset.root.string()},
                     {"description", ToJson(dataset.description)},
                     {"training", dataset.training.size()},
                     {"test", dataset.test.size()},
                     {"problems", problems},
                     {"cases", list}};
  return inspection;
}

} // namespace vox
