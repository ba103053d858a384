// SPDX-License-Identifier: Apache-2.0
#include "voxPlannerPreset.h"

#include <algorithm>
#include <array>

namespace vox
{
namespace
{

constexpr std::array<EnumName<Planner>, 4> kNames{{{Planner::Default, "default"},
                                                   {Planner::ResEncM, "resenc-m"},
                                                   {Planner::ResEncL, "resenc-l"},
                                                   {Planner::ResEncXL, "resenc-xl"}}};

// clang-format off
constexpr std::array<PlannerPreset, 4> kPresets{{
  { Planner::Default, "nnUNetPlans", "ExperimentPlanner", "PlainConvUNet", 8, 560e6, 85e6, 0.05 },
  { Planner::ResEncM, "nnUNetResEncUNetMPlans", "nnUNetPlannerResEncM", "ResidualEncoderUNet", 8, 680e6, 135e6, 1.0 },
  { Planner::ResEncL, "nnUNetResEncUNetLPlans", "nnUNetPlannerResEncL", "ResidualEncoderUNet", 24, 2.1e9, 380e6, 1.0 },
  { Planner::ResEncXL, "nnUNetResEncUNetXLPlans", "nnUNetPlannerResEncXL", "ResidualEncoderUNet", 40, 3.6e9, 560e6, 1.0 },
}};
// clang-format on

} // namespace

std::span<const EnumName<Planner>>
EnumNames(Planner)
{
  return kNames;
}

const PlannerPreset &
PresetOf(Planner planner)
{
  return *std::find_if(kPresets.begin(), kPresets.end(),
                       [&](const PlannerPreset & preset) { return preset.planner == planner; });
}

} // namespace vox
