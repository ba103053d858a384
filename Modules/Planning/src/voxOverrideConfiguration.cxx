// SPDX-License-Identifier: Apache-2.0
#include "voxOverrideConfiguration.h"

#include "voxError.h"
#include "voxResolveConfiguration.h"
#include "voxRethrowAs.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace vox
{
namespace
{

/** Settings that nnU-Net leaves out where they have their default. */
struct OptionalKey
{
  std::string_view object;
  std::string_view key;
};
constexpr OptionalKey kOptionalKeys[] = {
    {"nonlin_kwargs", "negative_slope"}, {"dropout_op_kwargs", "p"}, {"dropout_op_kwargs", "inplace"}};

/** True where a value may stand in the place of another: numbers for numbers, otherwise the same type; null for and in
 * the place of anything, because plans use it for "none". */
bool
SameType(const Json & present, const Json & changed)
{
  return present.is_null() || changed.is_null() || present.type() == changed.type() ||
         (present.is_number() && changed.is_number());
}

/** `objectKey` is the key of `present` in its parent. */
void
Merge(Json & present, const Json & changes, const std::string & objectKey, const std::string & where)
{
  if (!changes.is_object())
  {
    Fail(ErrorKind::Usage, "{}: found {}, expected an object in braces", where, changes.dump());
  }
  std::vector<std::string> known;
  for (const auto & [key, value] : present.items())
  {
    known.push_back(key);
  }
  for (const OptionalKey & optional : kOptionalKeys)
  {
    if (optional.object == objectKey)
    {
      known.emplace_back(optional.key);
    }
  }
  for (const auto & [key, value] : changes.items())
  {
    if (std::find(known.begin(), known.end(), key) == known.end())
    {
      Fail(ErrorKind::Usage, "{}: unknown key '{}'; known are: {}", where, key, fmt::join(known, ", "));
    }
    const std::string inside = fmt::format("{}: {}", where, key);
    Json & old = present[key];
    if (old.is_null() && value.is_object())
    {
      old = Json::object();
    }
    if (!SameType(old, value))
    {
      Fail(ErrorKind::Usage, "{}: found {}, expected {} as in {}", inside, value.dump(), old.type_name(), old.dump());
    }
    if (old.is_object() && value.is_object())
    {
      Merge(old, value, key, inside);
    }
    else
    {
      old = value;
    }
  }
}

/** Changes of the network that are no merging of nnU-Net's keywords: another class, whose keywords are all its own, or
 * options of a network of ours, which are checked when the configuration is unpacked. True if it took them. */
bool
TakeArchitecture(Json & architecture, const Json & changes)
{
  if (!changes.is_object())
  {
    return false;
  }
  if (changes.contains("network_class_name"))
  {
    architecture = {{"network_class_name", changes["network_class_name"]},
                    {"arch_kwargs", changes.value("arch_kwargs", Json::object())},
                    {"_kw_requires_import", changes.value("_kw_requires_import", Json::array())}};
    return true;
  }
  const Json name = architecture.value("network_class_name", Json());
  if (!name.is_string() || !name.get<std::string>().starts_with("voxtome.") || !changes.contains("arch_kwargs"))
  {
    return false;
  }
  architecture["arch_kwargs"].update(changes["arch_kwargs"]);
  return true;
}

} // namespace

void
OverrideConfiguration(Plan & plan, const std::string & configuration, const Json & changes, const std::string & where)
{
  RethrowAs(ErrorKind::Usage, [&] {
    Json resolved = ResolveConfiguration(plan.document, configuration, where);
    Json others = changes;
    if (changes.contains("architecture") && TakeArchitecture(resolved["architecture"], changes["architecture"]))
    {
      others.erase("architecture");
    }
    Merge(resolved, others, "", where);
    Plan changed = plan;
    Json & own = changed.document["configurations"][configuration];
    for (const auto & [key, value] : changes.items())
    {
      own[key] = resolved[key];
    }
    (void)changed.Configuration(configuration, where);
    plan = std::move(changed);
  });
}

} // namespace vox
