// SPDX-License-Identifier: Apache-2.0
#include "voxLaunch.cuh"
#include "voxLaunches.h"

namespace vox::kernels::cuda
{

int
DistanceMap(const DistanceMapBuffers & arguments, void * stream)
{
  LaunchSteps steps(stream);
  ForEachDistanceStep(arguments, steps);
  return steps.Status();
}

} // namespace vox::kernels::cuda
