// SPDX-License-Identifier: Apache-2.0
#include "voxDatasetLabels.h"

#include "voxError.h"
#include "voxPrintable.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace vox
{
namespace
{

std::int64_t
LabelValue(const Json & value, const std::string & where, const std::string & name)
{
  if (!value.is_number_integer() || value.get<std::int64_t>() < 0)
  {
    Fail(ErrorKind::BadInput, "{}: label '{}' has the value {}, expected a whole number from 0 or a list of them",
         where, name, value.dump());
  }
  return value.get<std::int64_t>();
}

/** nnU-Net v2: name -> value, or name -> list of values. */
LabelEntry
NamedEntry(const std::string & name, const Json & value, const std::string & where)
{
  LabelEntry entry{name, {}};
  if (!value.is_array())
  {
    entry.values.push_back(LabelValue(value, where, name));
    return entry;
  }
  if (value.empty())
  {
    Fail(ErrorKind::BadInput, "{}: label '{}' has an empty list, expected at least one value", where, name);
  }
  entry.isList = true;
  for (const Json & item : value)
  {
    entry.values.push_back(LabelValue(item, where, name));
  }
  return entry;
}

/** Medical Segmentation Decathlon: value (as text) -> name. Value 0 is the background whatever its name. */
LabelEntry
NumberedEntry(const std::string & key, const Json & name, const std::string & where)
{
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), value);
  if (error != std::errc() || end != key.data() + key.size() || value < 0)
  {
    Fail(ErrorKind::BadInput, "{}: found the label value '{}', expected a whole number from 0", where, key);
  }
  return {value == 0 ? "background" : name.get<std::string>(), {value}};
}

void
CheckNames(const DatasetDescription & description, const std::string & where)
{
  std::set<std::string> names;
  std::set<std::int64_t> single;
  bool background = false;
  for (const LabelEntry & entry : description.labels)
  {
    if (!names.insert(entry.name).second)
    {
      Fail(ErrorKind::BadInput, "{}: the label name '{}' occurs twice, expected one entry a name", where, entry.name);
    }
    if (!description.HasRegions() && !single.insert(entry.values.front()).second)
    {
      Fail(ErrorKind::BadInput,
           "{}: label '{}' has the value {}, which another label has too; give each label its own value", where,
           entry.name, entry.values.front());
    }
    background = background || (entry.name == "background" && entry.values == std::vector<std::int64_t>{0});
  }
  if (!background)
  {
    Fail(ErrorKind::BadInput, "{}: found the labels {}, expected one named 'background' with the value 0", where,
         fmt::join(names, ", "));
  }
}

void
CheckConsecutive(const DatasetDescription & description, const std::string & where)
{
  const std::vector<std::int64_t> values = description.AllowedValues();
  for (std::size_t i = 0; i < values.size(); ++i)
  {
    if (values[i] != static_cast<std::int64_t>(i))
    {
      Fail(ErrorKind::BadInput,
           "{}: found the label values {}, expected consecutive ones from 0; {} is missing: renumber the label maps",
           where, fmt::join(values, ", "), i);
    }
  }
  if (description.ignoreLabel && *description.ignoreLabel != values.back())
  {
    Fail(ErrorKind::BadInput, "{}: the label 'ignore' has the value {}, expected {}, above all others", where,
         *description.ignoreLabel, values.back());
  }
}

} // namespace

void
RequireOneLine(const std::string & text, const std::string & where)
{
  if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
  {
    Fail(ErrorKind::BadInput, "{}: found '{}', expected a text without line ends and other control characters", where,
         Printable(text));
  }
}

void
ParseLabels(const Json & labels, const std::string & where, DatasetDescription & description)
{
  if (!labels.is_object() || labels.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found {}, expected an object that names the labels", where, labels.dump());
  }
  const bool numbered = std::all_of(labels.begin(), labels.end(), [](const Json & value) { return value.is_string(); });
  for (const auto & [key, value] : labels.items())
  {
    RequireOneLine(key, where);
    if (value.is_string())
    {
      RequireOneLine(value.get<std::string>(), where);
    }
    LabelEntry entry = numbered ? NumberedEntry(key, value, where) : NamedEntry(key, value, where);
    if (entry.name != "ignore")
    {
      description.labels.push_back(std::move(entry));
    }
    else if (entry.values.size() == 1)
    {
      description.ignoreLabel = entry.values.front();
    }
    else
    {
      Fail(ErrorKind::BadInput, "{}: label 'ignore' has the value {}, expected one whole number", where, value.dump());
    }
  }
  CheckNames(description, where);
  CheckConsecutive(description, where);
  if (description.ignoreLabel &&
      std::any_of(description.labels.begin(), description.labels.end(), [&](const LabelEntry & entry) {
        return std::find(entry.values.begin(), entry.values.end(), *description.ignoreLabel) != entry.values.end();
      }))
  {
    Fail(ErrorKind::BadInput,
         "{}: the value {} of the label 'ignore' belongs to another label too; give it a value of its own", where,
         *description.ignoreLabel);
  }
}

void
ParseRegionsClassOrder(const Json & order, const std::string & where, DatasetDescription & description)
{
  if (!description.HasRegions())
  {
    return;
  }
  const std::size_t regions = description.Foreground().size();
  if (!order.is_array() || order.size() != regions)
  {
    Fail(ErrorKind::BadInput, "{}: found {}, expected a list of {} label values, one for each region", where,
         order.dump(), regions);
  }
  const std::vector<std::int64_t> allowed = description.AllowedValues();
  for (const Json & value : order)
  {
    const std::int64_t number = LabelValue(value, where, "regions_class_order");
    if (number == 0 || number == description.ignoreLabel || !std::binary_search(allowed.begin(), allowed.end(), number))
    {
      Fail(ErrorKind::BadInput, "{}: found {}, expected only values of the labels", where, order.dump());
    }
    description.regionsClassOrder.push_back(number);
  }
}

} // namespace vox
