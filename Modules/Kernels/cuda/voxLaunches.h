// SPDX-License-Identifier: Apache-2.0
#ifndef voxLaunches_h
#define voxLaunches_h

#include "voxCudaTable.h"

// What the table of the library points to.
namespace vox::kernels::cuda
{

int Argmax(const ArgmaxPoint & arguments, void * stream);
int BlendScores(const BlendScoresPoint<float> & arguments, void * stream);
int BlendScoresBfloat16(const BlendScoresPoint<Bfloat16> & arguments, void * stream);
int BlendFeatures(const BlendFeaturesPoint<float> & arguments, void * stream);
int BlendFeaturesBfloat16(const BlendFeaturesPoint<Bfloat16> & arguments, void * stream);
int FinishSlices(const FinishSlicesPoint & arguments, void * stream);
int ClearSlices(const ClearSlicesPoint & arguments, void * stream);
int DistanceMap(const DistanceMapBuffers & arguments, void * stream);
int NormalizeFeatures(const NormForward<float> & arguments, void * stream);
int NormalizeFeaturesBfloat16(const NormForward<Bfloat16> & arguments, void * stream);
int Affine3(const AffinePoint<3> & arguments, void * stream);
int Affine2(const AffinePoint<2> & arguments, void * stream);

} // namespace vox::kernels::cuda

#endif
