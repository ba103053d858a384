// SPDX-License-Identifier: Apache-2.0
#include "voxResolveConfiguration.h"

#include "voxJsonField.h"
#include "voxRethrowAs.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace vox
{
namespace
{

const Json &
FindConfiguration(const Json & configurations, const std::string & name, const std::string & where)
{
  const auto entry = configurations.find(name);
  if (entry != configurations.end())
  {
    return *entry;
  }
  std::vector<std::string> known;
  for (const auto & [key, value] : configurations.items())
  {
    known.push_back(key);
  }
  Fail(ErrorKind::BadModel, "{}: unknown configuration '{}'; known are: {}", where, name, fmt::join(known, ", "));
}

} // namespace

Json
ResolveConfiguration(const Json & document, const std::string & name, const std::string & where)
{
  return RethrowAs(ErrorKind::BadModel, [&] {
    const Json & configurations = Field(document, "configurations", where);
    std::vector<std::string> chain{name};
    for (;;)
    {
      const Json & entry = FindConfiguration(configurations, chain.back(), where);
      if (!entry.is_object() || !entry.contains("inherits_from"))
      {
        break;
      }
      const auto parent = ValueOf<std::string>(entry, "inherits_from", where + ": " + chain.back());
      const bool seen = std::find(chain.begin(), chain.end(), parent) != chain.end();
      chain.push_back(parent);
      if (seen)
      {
        Fail(ErrorKind::BadModel, "{}: the configurations inherit in a circle: {}", where, fmt::join(chain, " from "));
      }
    }
    Json resolved = Json::object();
    for (auto link = chain.rbegin(); link != chain.rend(); ++link)
    {
      const Json & entry = configurations.at(*link);
      if (!entry.is_object())
      {
        Fail(ErrorKind::BadModel, "{}: configuration '{}': found {}, expected an object in braces", where, *link,
             entry.dump());
      }
      resolved.update(entry);
    }
    resolved.erase("inherits_from");
    return resolved;
  });
}

} // namespace vox
