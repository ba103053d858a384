// SPDX-License-Identifier: Apache-2.0
#include "voxModuleArguments.h"

#include <algorithm>

namespace vox
{
namespace
{

constexpr int usage = 2;

std::vector<const ModuleParameter *>
Positional(const ModuleDescription & module)
{
  std::vector<const ModuleParameter *> found;
  for (const ModuleGroup & group : module.groups)
  {
    for (const ModuleParameter & parameter : group.parameters)
    {
      if (parameter.index >= 0)
      {
        found.push_back(&parameter);
      }
    }
  }
  std::ranges::sort(found, {}, &ModuleParameter::index);
  return found;
}

const ModuleParameter &
Flagged(const ModuleDescription & module, const std::string & flag)
{
  std::string known;
  for (const ModuleGroup & group : module.groups)
  {
    for (const ModuleParameter & parameter : group.parameters)
    {
      if (parameter.index < 0)
      {
        const std::string longFlag = "--" + std::string(parameter.name);
        if (flag == longFlag)
        {
          return parameter;
        }
        known += (known.empty() ? "" : ", ") + longFlag;
      }
    }
  }
  throw ModuleError(usage, "'" + flag + "' is not known here; known are: " + known);
}

} // namespace

ModuleValues
ParseModuleArguments(const ModuleDescription & module, const std::vector<std::string> & arguments)
{
  ModuleValues values;
  std::vector<std::string> plain;
  for (std::size_t i = 0; i < arguments.size(); ++i)
  {
    if (!arguments[i].starts_with("--"))
    {
      plain.push_back(arguments[i]);
      continue;
    }
    const ModuleParameter & parameter = Flagged(module, arguments[i]);
    std::string value = "true";
    if (parameter.tag != "boolean")
    {
      if (++i == arguments.size())
      {
        throw ModuleError(usage, arguments.back() + ": found no value after it, expected one");
      }
      value = arguments[i];
    }
    if (!values.emplace(parameter.name, value).second)
    {
      throw ModuleError(usage, "--" + std::string(parameter.name) + ": found twice, expected once");
    }
  }
  const std::vector<const ModuleParameter *> wanted = Positional(module);
  if (plain.size() != wanted.size())
  {
    std::string names;
    for (const ModuleParameter * parameter : wanted)
    {
      names += (names.empty() ? "" : ", ") + std::string(parameter->label);
    }
    throw ModuleError(usage, "found " + std::to_string(plain.size()) + " files, expected " +
                                 std::to_string(wanted.size()) + " (" + names + "); choose each of them");
  }
  for (std::size_t i = 0; i < plain.size(); ++i)
  {
    values.emplace(wanted[i]->name, plain[i]);
  }
  return values;
}

} // namespace vox
