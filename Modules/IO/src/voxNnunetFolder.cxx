// SPDX-License-Identifier: Apache-2.0
#include "voxDatasetLayouts.h"

#include "voxError.h"

#include <algorithm>

namespace vox
{
namespace
{

/** Cases of one folder whose files have the ending of the description. */
std::vector<CaseFiles>
ListFolder(const std::filesystem::path & folder, const std::string & ending)
{
  std::vector<std::filesystem::path> files = ListImageFiles(folder);
  const std::size_t all = files.size();
  std::erase_if(files, [&](const std::filesystem::path & file) { return !file.filename().string().ends_with(ending); });
  if (files.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found {} images, none of which ends in {}; correct file_ending in dataset.json",
         folder.string(), all, ending);
  }
  return GroupChannels(files);
}

} // namespace

void
ListNnunetFolder(DatasetFolder & dataset)
{
  const std::filesystem::path images = dataset.root / "imagesTr";
  const std::filesystem::path tests = dataset.root / "imagesTs";
  if (!std::filesystem::is_directory(images))
  {
    Fail(ErrorKind::BadInput,
         "{}: found neither the folder imagesTr nor a list of cases in dataset.json, expected one of them",
         dataset.root.string());
  }
  const std::string & ending = dataset.description.fileEnding;
  for (CaseFiles & files : ListFolder(images, ending))
  {
    files.labels = dataset.root / "labelsTr" / (files.name + ending);
    dataset.training.push_back(std::move(files));
  }
  if (std::filesystem::is_directory(tests) && !ListImageFiles(tests).empty())
  {
    dataset.test = ListFolder(tests, ending);
  }
}

void
ListNnunetMap(DatasetFolder & dataset)
{
  for (const auto & [name, entry] : dataset.description.source.at("dataset").items())
  {
    const Json images = entry.is_object() ? entry.value("images", Json::array()) : Json::array();
    const bool complete =
        images.is_array() && !images.empty() &&
        std::all_of(images.begin(), images.end(), [](const Json & path) { return path.is_string(); }) &&
        entry.contains("label") && entry.at("label").is_string();
    if (!complete)
    {
      Fail(ErrorKind::BadInput,
           R"({}: dataset.json: dataset: {}: found {}, expected {{"images": [...], "label": "..."}})",
           dataset.root.string(), name, entry.dump());
    }
    CaseFiles files{name, {}, dataset.root / entry.at("label").get<std::string>()};
    for (const Json & image : images)
    {
      files.channels.push_back(dataset.root / image.get<std::string>());
    }
    dataset.training.push_back(std::move(files));
  }
}

} // namespace vox
