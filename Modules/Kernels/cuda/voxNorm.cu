// SPDX-License-Identifier: Apache-2.0
#include "voxLaunch.cuh"
#include "voxLaunches.h"

namespace vox::kernels::cuda
{

int
NormalizeFeatures(const NormForward<float> & arguments, void * stream)
{
  LaunchSteps steps(stream);
  ForEachNormStep(arguments, steps);
  return steps.Status();
}

int
NormalizeFeaturesBfloat16(const NormForward<Bfloat16> & arguments, void * stream)
{
  LaunchSteps steps(stream);
  ForEachNormStep(arguments, steps);
  return steps.Status();
}

} // namespace vox::kernels::cuda
