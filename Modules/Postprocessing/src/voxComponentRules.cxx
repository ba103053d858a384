// SPDX-License-Identifier: Apache-2.0
#include "voxComponentRules.h"

#include "voxComponents.h"
#include "voxError.h"

#include <algorithm>

namespace vox
{
namespace
{

constexpr const char * kFunctions = "postprocessing_fns";
constexpr const char * kArguments = "postprocessing_kwargs";
constexpr const char * kStructure = "labels_or_regions";
constexpr const char * kKeepLargest = "remove_all_but_largest_component_from_segmentation";

/** Adds the values of a label, a region, or a list of either. */
void
AddValues(const Json & json, std::vector<std::int64_t> & values, const std::string & where)
{
  if (json.is_array())
  {
    for (const Json & item : json)
    {
      AddValues(item, values, where);
    }
    return;
  }
  if (!json.is_number_integer() || json.get<std::int64_t>() < 1)
  {
    Fail(ErrorKind::BadInput, "{}: found {}, expected a label value above 0", where, json.dump());
  }
  const auto value = json.get<std::int64_t>();
  if (std::find(values.begin(), values.end(), value) == values.end())
  {
    values.push_back(value);
  }
}

const Json &
RequiredList(const Json & json, const char * key, const std::string & where)
{
  if (!json.is_object() || !json.contains(key) || !json[key].is_array())
  {
    Fail(ErrorKind::BadInput, "{}: no list '{}', expected one as in nnU-Net's postprocessing.json", where, key);
  }
  return json[key];
}

} // namespace

Volume
ApplyRules(const Volume & labels, const ComponentRules & rules)
{
  Volume result = labels;
  for (const std::vector<std::int64_t> & structure : rules.structures)
  {
    result = KeepLargestComponent(result, structure);
  }
  return result;
}

Json
ToJson(const ComponentRules & rules)
{
  Json functions = Json::array();
  Json arguments = Json::array();
  for (const std::vector<std::int64_t> & structure : rules.structures)
  {
    functions.push_back(kKeepLargest);
    arguments.push_back({{kStructure, structure.size() == 1 ? Json(structure.front()) : Json(structure)}});
  }
  return {{kFunctions, functions}, {kArguments, arguments}};
}

ComponentRules
ComponentRulesFromJson(const Json & json, const std::string & where)
{
  const Json & functions = RequiredList(json, kFunctions, where);
  const Json & arguments = RequiredList(json, kArguments, where);
  if (functions.size() != arguments.size())
  {
    Fail(ErrorKind::BadInput, "{}: found {} '{}' and {} '{}', expected as many", where, functions.size(), kFunctions,
         arguments.size(), kArguments);
  }
  ComponentRules rules;
  for (std::size_t i = 0; i < functions.size(); ++i)
  {
    const std::string inside = fmt::format("{}: step {}", where, i + 1);
    if (functions[i] != kKeepLargest)
    {
      Fail(ErrorKind::BadInput, "{}: found the function {}, expected \"{}\"", inside, functions[i].dump(),
           kKeepLargest);
    }
    if (!arguments[i].is_object() || !arguments[i].contains(kStructure))
    {
      Fail(ErrorKind::BadInput, "{}: no key '{}', expected a label or a list of labels", inside, kStructure);
    }
    std::vector<std::int64_t> values;
    AddValues(arguments[i][kStructure], values, inside);
    if (values.empty())
    {
      Fail(ErrorKind::BadInput, "{}: found no values under '{}', expected a label or a list of labels", inside,
           kStructure);
    }
    rules.structures.push_back(std::move(values));
  }
  return rules;
}

} // namespace vox
