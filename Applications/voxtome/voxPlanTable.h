// SPDX-License-Identifier: Apache-2.0
#ifndef voxPlanTable_h
#define voxPlanTable_h

#include "voxPlan.h"

#include <string>
#include <vector>

namespace vox
{

/** A table of these configurations: spacing, patch, batch, stages. `where` begins the message of a defect. */
[[nodiscard]] std::string PlanTable(const Plan & plan, const std::string & where,
                                    const std::vector<std::string> & configurations);

} // namespace vox

#endif
