// SPDX-License-Identifier: Apache-2.0
#include "voxLaunch.cuh"
#include "voxLaunches.h"

namespace vox::kernels::cuda
{

int
BlendScores(const BlendScoresPoint<float> & arguments, void * stream)
{
  return Launch(arguments, stream);
}

int
BlendScoresBfloat16(const BlendScoresPoint<Bfloat16> & arguments, void * stream)
{
  return Launch(arguments, stream);
}

int
BlendFeatures(const BlendFeaturesPoint<float> & arguments, void * stream)
{
  return Launch(arguments, stream);
}

int
BlendFeaturesBfloat16(const BlendFeaturesPoint<Bfloat16> & arguments, void * stream)
{
  return Launch(arguments, stream);
}

int
FinishSlices(const FinishSlicesPoint & arguments, void * stream)
{
  return Launch(arguments, stream);
}

int
ClearSlices(const ClearSlicesPoint & arguments, void * stream)
{
  return Launch(arguments, stream);
}

} // namespace vox::kernels::cuda
