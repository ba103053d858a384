// SPDX-License-Identifier: Apache-2.0
#include "voxDatasetLayouts.h"

#include "voxError.h"
#include "voxReadVolume.h"

namespace vox
{
namespace
{

/** `image` is one path, or a list of one a channel as other users of the format write it. */
CaseFiles
EntryFiles(const DatasetFolder & dataset, const char * list, const Json & entry)
{
  const Json & image = entry.is_object() && entry.contains("image") ? entry.at("image") : entry;
  const Json paths = image.is_array() ? image : Json::array({image});
  CaseFiles files;
  for (const Json & path : paths)
  {
    if (!path.is_string())
    {
      Fail(ErrorKind::BadInput, R"({}: dataset.json: {}: found {}, expected {{"image": "...", "label": "..."}})",
           dataset.root.string(), list, entry.dump());
    }
    files.channels.push_back((dataset.root / path.get<std::string>()).lexically_normal());
  }
  if (files.channels.empty())
  {
    Fail(ErrorKind::BadInput, "{}: dataset.json: {}: found an entry without image", dataset.root.string(), list);
  }
  files.name = files.channels.size() == 1 ? ImageStem(files.channels.front())
                                          : GroupChannels({files.channels.front()}).front().name;
  return files;
}

} // namespace

void
ListDecathlon(DatasetFolder & dataset)
{
  const Json & json = dataset.description.source;
  for (const Json & entry : json.at("training"))
  {
    CaseFiles files = EntryFiles(dataset, "training", entry);
    if (!entry.is_object() || !entry.contains("label") || !entry.at("label").is_string())
    {
      Fail(ErrorKind::BadInput, "{}: dataset.json: training: found {}, expected a label beside the image",
           dataset.root.string(), entry.dump());
    }
    files.labels = (dataset.root / entry.at("label").get<std::string>()).lexically_normal();
    dataset.training.push_back(std::move(files));
  }
  for (const Json & entry : json.value("test", Json::array()))
  {
    dataset.test.push_back(EntryFiles(dataset, "test", entry));
  }
}

} // namespace vox
