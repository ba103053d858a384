// SPDX-License-Identifier: Apache-2.0
#include "voxOutputNames.h"

namespace vox
{

std::map<std::int64_t, std::string>
LabelNames(const DatasetDescription & description)
{
  const std::vector<LabelEntry> foreground = description.Foreground();
  std::map<std::int64_t, std::string> names{{0, "background"}};
  for (std::size_t i = 0; i < foreground.size(); ++i)
  {
    const bool isRegion = description.HasRegions() && i < description.regionsClassOrder.size();
    names[isRegion ? description.regionsClassOrder[i] : foreground[i].values.front()] = foreground[i].name;
  }
  return names;
}

std::vector<std::string>
ProbabilityNames(const DatasetDescription & description)
{
  std::vector<std::string> names;
  if (description.HasRegions())
  {
    for (const LabelEntry & region : description.Foreground())
    {
      names.push_back(region.name);
    }
    return names;
  }
  for (const auto & [value, name] : LabelNames(description))
  {
    names.push_back(name);
  }
  return names;
}

} // namespace vox
