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

/** Features of each stage of nnU-Net's networks, the options of any other. */
std::string
NetworkText(const NetworkDefinition & network)
{
  if (const auto features = network.options.find("features_per_stage"); features != network.options.end())
  {
    return fmt::format("{}", fmt::join(features->get<std::vector<std::int64_t>>(), " "));
  }
  Json options = network.options;
  for (const char * const known : {"dimensions", "input_channels", "output_channels"})
  {
    options.erase(known);
  }
  return options.empty() ? "defaults" : options.dump();
}

} // namespace

std::string
PlanTable(const Plan & plan, const std::string & where, const std::vector<std::string> & configurations)
{
  std::vector<std::vector<std::string>> rows{
      {"configuration", "network", "spacing mm (z, y, x)", "patch (z, y, x)", "batch", "features or options"}};
  for (const std::string & name : configurations)
  {
    const PlanConfiguration c = plan.Configuration(name, where);
    rows.push_back({name, c.network.name, SpacingText(c),
                    fmt::format("{} x {} x {}", c.patchSize.z, c.patchSize.y, c.patchSize.x),
                    std::to_string(c.batchSize), NetworkText(c.network)});
  }
  return TextTable(rows);
}

} // namespace vox
