// SPDX-License-Identifier: Apache-2.0
#include "voxDatasetFolder.h"

#include "voxDatasetLayouts.h"
#include "voxError.h"
#include "voxJson.h"
#include "voxPrintable.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace vox
{
namespace
{

void
SortByName(const DatasetFolder & dataset, std::vector<CaseFiles> & cases)
{
  std::sort(cases.begin(), cases.end(), [](const auto & a, const auto & b) { return a.name < b.name; });
  for (const CaseFiles & files : cases)
  {
    // Names and paths go into messages, logs and tables.
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < ' '; };
    std::string all = files.name + (files.labels ? files.labels->string() : std::string());
    for (const std::filesystem::path & channel : files.channels)
    {
      all += channel.string();
    }
    if (std::ranges::any_of(all, isControl))
    {
      Fail(ErrorKind::BadInput,
           "{}: found a line end or another control character in the name or a path of the case '{}', expected "
           "none; rename it",
           dataset.root.string(), Printable(files.name));
    }
  }
  const auto twice = std::adjacent_find(cases.begin(), cases.end(),
                                        [](const CaseFiles & a, const CaseFiles & b) { return a.name == b.name; });
  if (twice != cases.end())
  {
    Fail(ErrorKind::BadInput, "{}: the case '{}' occurs twice, expected one entry a case; rename one",
         dataset.root.string(), twice->name);
  }
}

void
RequireFiles(const DatasetFolder & dataset)
{
  std::vector<std::string> problems;
  for (const auto * cases : {&dataset.training, &dataset.test})
  {
    for (const CaseFiles & files : *cases)
    {
      const std::vector<std::string> found = FileProblems(dataset, files);
      problems.insert(problems.end(), found.begin(), found.end());
    }
  }
  if (!problems.empty())
  {
    Fail(ErrorKind::BadInput, "{}: {} of the files of the data set are wrong: {}; correct them or take out their cases",
         dataset.root.string(), problems.size(), fmt::join(problems, ", "));
  }
}

} // namespace

std::vector<std::string>
FileProblems(const DatasetFolder & dataset, const CaseFiles & files)
{
  std::vector<std::string> problems;
  const std::size_t expected = dataset.description.channelNames.size();
  if (files.channels.size() != 1 && files.channels.size() != expected) // one file may hold all (RGB, 4D)
  {
    problems.push_back(fmt::format("case '{}' has image files of {} channels, expected {} as dataset.json names them",
                                   files.name, files.channels.size(), expected));
  }
  const auto require = [&](const std::filesystem::path & file) {
    std::error_code nameIsTooLong; // or the folder is closed to us: not to be read either way
    if (!std::filesystem::is_regular_file(file, nameIsTooLong))
    {
      problems.push_back(file.lexically_proximate(dataset.root).string() + " is missing");
    }
  };
  std::for_each(files.channels.begin(), files.channels.end(), require);
  if (files.labels)
  {
    require(*files.labels);
  }
  return problems;
}

DatasetFolder
OpenDataset(const std::filesystem::path & path)
{
  DatasetFolder dataset = ListDataset(path);
  RequireFiles(dataset);
  return dataset;
}

DatasetFolder
ListDataset(const std::filesystem::path & path)
{
  if (!std::filesystem::exists(path))
  {
    Fail(ErrorKind::BadInput, "{}: no such file or folder; check the path", path.string());
  }
  const bool isManifest = path.extension() == ".csv";
  if (!isManifest && path.filename() != "dataset.json" && !std::filesystem::is_directory(path))
  {
    Fail(ErrorKind::BadInput, "{}: found a file, expected a data set folder, its dataset.json, or a CSV manifest",
         path.string());
  }
  DatasetFolder dataset;
  dataset.root = std::filesystem::is_directory(path) ? path : path.parent_path();
  if (dataset.root.empty())
  {
    dataset.root = ".";
  }
  const std::filesystem::path descriptionPath = dataset.root / "dataset.json";
  if (!std::filesystem::exists(descriptionPath))
  {
    Fail(ErrorKind::BadInput, "{}: found no dataset.json, expected one that names the channels and labels",
         isManifest ? path.string() : dataset.root.string());
  }
  dataset.description = ParseDatasetDescription(ReadJson(descriptionPath), descriptionPath.string());

  const Json & source = dataset.description.source;
  if (isManifest)
  {
    ListManifest(dataset, path);
  }
  else if (source.contains("dataset") && source.at("dataset").is_object())
  {
    ListNnunetMap(dataset);
  }
  else if (source.contains("training") && source.at("training").is_array() && !source.contains("channel_names"))
  {
    ListDecathlon(dataset);
  }
  else
  {
    ListNnunetFolder(dataset);
  }
  SortByName(dataset, dataset.training);
  SortByName(dataset, dataset.test);
  return dataset;
}

} // namespace vox
