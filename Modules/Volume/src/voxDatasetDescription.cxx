// SPDX-License-Identifier: Apache-2.0
#include "voxDatasetDescription.h"

#include "voxDatasetLabels.h"
#include "voxError.h"

#include <algorithm>
#include <set>

namespace vox
{
namespace
{

/** `channel_names` and `modality` are objects with the keys "0", "1" ...; their order is that of the numbers. */
std::vector<std::string>
ParseChannelNames(const Json & channels, const std::string & where)
{
  if (!channels.is_object() || channels.empty())
  {
    Fail(ErrorKind::BadInput, R"({}: found {}, expected an object such as {{"0": "CT"}})", where, channels.dump());
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < channels.size(); ++i)
  {
    const auto entry = channels.find(std::to_string(i));
    if (entry == channels.end() || !entry->is_string())
    {
      Fail(ErrorKind::BadInput, R"({}: found {}, expected a name for channel "{}")", where, channels.dump(), i);
    }
    names.push_back(entry->get<std::string>());
    RequireOneLine(names.back(), where);
  }
  return names;
}

std::string
ParseText(const Json & json, const char * key, const std::string & fallback, const std::string & where)
{
  const auto entry = json.find(key);
  if (entry == json.end())
  {
    return fallback;
  }
  if (!entry->is_string())
  {
    Fail(ErrorKind::BadInput, "{}: {}: found {}, expected text in quotes", where, key, entry->dump());
  }
  const auto text = entry->get<std::string>();
  RequireOneLine(text, where + ": " + key);
  return text;
}

bool
IsBackground(const LabelEntry & entry)
{
  return std::all_of(entry.values.begin(), entry.values.end(), [](std::int64_t value) { return value == 0; });
}

} // namespace

bool
DatasetDescription::HasRegions() const
{
  return std::any_of(labels.begin(), labels.end(), [](const LabelEntry & entry) { return entry.values.size() > 1; });
}

std::int64_t
DatasetDescription::HeadCount() const
{
  return static_cast<std::int64_t>(HasRegions() ? Foreground().size() : labels.size());
}

std::int64_t
DatasetDescription::EntryCount() const
{
  return static_cast<std::int64_t>(labels.size()) + (ignoreLabel ? 1 : 0);
}

std::vector<LabelEntry>
DatasetDescription::Foreground() const
{
  std::vector<LabelEntry> foreground;
  std::remove_copy_if(labels.begin(), labels.end(), std::back_inserter(foreground), IsBackground);
  return foreground;
}

std::vector<std::int64_t>
DatasetDescription::ForegroundValues() const
{
  std::vector<std::int64_t> values = AllowedValues();
  std::erase_if(values, [this](std::int64_t value) { return value == 0 || value == ignoreLabel; });
  return values;
}

std::vector<std::int64_t>
DatasetDescription::AllowedValues() const
{
  std::set<std::int64_t> values;
  for (const LabelEntry & entry : labels)
  {
    values.insert(entry.values.begin(), entry.values.end());
  }
  if (ignoreLabel)
  {
    values.insert(*ignoreLabel);
  }
  return {values.begin(), values.end()};
}

DatasetDescription
ParseDatasetDescription(const Json & json, const std::string & where)
{
  if (!json.is_object())
  {
    Fail(ErrorKind::BadInput, "{}: found {}, expected an object in braces", where, json.type_name());
  }
  const char * channelKey = json.contains("channel_names") ? "channel_names" : "modality";
  for (const char * key : {channelKey, "labels"})
  {
    if (!json.contains(key))
    {
      Fail(ErrorKind::BadInput,
           "{}: '{}' is missing, expected a dataset.json of nnU-Net v2 (channel_names, labels) or of the Medical "
           "Segmentation Decathlon (modality, labels)",
           where, key == channelKey ? "channel_names" : key);
    }
  }

  DatasetDescription description;
  description.source = json;
  description.name = ParseText(json, "name", "", where);
  description.channelNames = ParseChannelNames(json.at(channelKey), where + ": " + channelKey);
  ParseLabels(json.at("labels"), where + ": labels", description);
  ParseRegionsClassOrder(json.value("regions_class_order", Json(nullptr)), where + ": regions_class_order",
                         description);
  description.fileEnding = ParseText(json, "file_ending", description.fileEnding, where);
  if (description.fileEnding.size() < 2 || description.fileEnding.front() != '.')
  {
    Fail(ErrorKind::BadInput, R"({}: file_ending: found "{}", expected an ending with its dot, such as ".nii.gz")",
         where, description.fileEnding);
  }
  return description;
}

Json
ToJson(const DatasetDescription & description)
{
  Json json = description.source.is_object() ? description.source : Json::object();
  json.erase("modality");
  if (!description.name.empty())
  {
    json["name"] = description.name;
  }
  Json & channels = json["channel_names"] = Json::object();
  for (std::size_t i = 0; i < description.channelNames.size(); ++i)
  {
    channels[std::to_string(i)] = description.channelNames[i];
  }
  Json & labels = json["labels"] = Json::object();
  for (const LabelEntry & entry : description.labels)
  {
    labels[entry.name] = entry.isList || entry.values.size() != 1 ? Json(entry.values) : Json(entry.values.front());
  }
  if (description.ignoreLabel)
  {
    labels["ignore"] = *description.ignoreLabel;
  }
  if (!description.regionsClassOrder.empty())
  {
    json["regions_class_order"] = description.regionsClassOrder;
  }
  json["file_ending"] = description.fileEnding;
  return json;
}

} // namespace vox
