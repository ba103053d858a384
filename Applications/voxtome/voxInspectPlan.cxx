// SPDX-License-Identifier: Apache-2.0
#include "voxInspection.h"
#include "voxPlanTable.h"

namespace vox
{

Inspection
InspectPlan(const std::filesystem::path & file)
{
  const Plan plan = ParsePlan(ReadJson(file), file.string());
  return {PlanTable(plan, file.string(), plan.ConfigurationNames()), {{"kind", "plan"}, {"plan", plan.document}}};
}

} // namespace vox
