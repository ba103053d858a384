// SPDX-License-Identifier: Apache-2.0
#ifndef voxPlannerPreset_h
#define voxPlannerPreset_h

#include "voxPlanner.h"

#include <string_view>

namespace vox
{

/** Constants of one of nnU-Net's planners. References are values of ConvolutionOutputs that fit into `memoryGb`. */
struct PlannerPreset
{
  Planner planner;
  std::string_view plansName;
  std::string_view plannerName; ///< `experiment_planner_used`
  std::string_view networkName;
  double memoryGb;
  double reference3d;  ///< at a batch of referenceBatch(3)
  double reference2d;  ///< at a batch of referenceBatch(2)
  double datasetShare; ///< a batch covers at most this part of the voxels of the training set
};

[[nodiscard]] const PlannerPreset & PresetOf(Planner planner);

} // namespace vox

#endif
