// SPDX-License-Identifier: Apache-2.0
#ifndef voxPlanConfiguration_h
#define voxPlanConfiguration_h

#include "voxPlannerPreset.h"
#include "voxUNetOptions.h"

namespace vox
{

/** What the rules for patch, network and batch depend on; axes after transposition. */
struct ConfigurationTask
{
  int dimensions = 3; ///< 2: the z entries below are not looked at
  Zyx<double> spacingMm;
  Zyx<double> medianShape;
  double datasetVoxels = 0.0; ///< of all training cases at this spacing
  std::int64_t inputChannels = 1;
  std::int64_t classes = 2; ///< entries of `labels`
  double memoryGb = 8.0;
};

struct PlannedConfiguration
{
  Zyx<std::int64_t> patchSize; ///< z = 1 for 2D
  std::int64_t batchSize = 2;
  UNetOptions network;
};

/** The largest patch, of the physical shape of a cube and within the median case, whose network fits the memory; then
 * the largest batch. Throws Error(Usage) when no patch fits. */
[[nodiscard]] PlannedConfiguration PlanPatchAndBatch(const PlannerPreset & preset, const ConfigurationTask & task);

} // namespace vox

#endif
