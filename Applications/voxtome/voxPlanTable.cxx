// SPDX-License-Identifier: Apache-2.0
#include "voxPlanTable.h"

#include "voxTextTable.h"

namespace vox
{
namespace
{

std::string
SpacingText(const PlanConfiguration & configuration)
{
  std::string text;
  for (const auto & spacing : configuration.preprocessing.spacingMm)
  {
    text += (text.empty() ? "" : " x ") + (spacing ? fmt::format("{:.4g}", *spacing) : std::string("own"));
  }
  return text;
}

} // namespace

std::string
PlanTable(const Plan & plan, const std::string & where, const std::vector<std::string> & configurations)
{
  std::vector<std::vector<std::string>> rows{
      {"configuration", "network", "spacing mm (z, y, x)", "patch (z, y, x)", "batch", "stages", "features"}};
  for (const std::string & name : configurations)
  {
    const PlanConfiguration c = plan.Configuration(name, where);
    rows.push_back({name, c.networkName, SpacingText(c),
                    fmt::format("{} x {} x {}", c.patchSize.z, c.patchSize.y, c.patchSize.x),
                    std::to_string(c.batchSize), std::to_string(c.network.featuresPerStage.size()),
                    fmt::format("{}", fmt::join(c.network.featuresPerStage, " "))});
  }
  return TextTable(rows);
}

} // namespace vox
