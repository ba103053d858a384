// SPDX-License-Identifier: Apache-2.0
#ifndef voxCudaTable_h
#define voxCudaTable_h

#include "voxAffinePoint.h"
#include "voxArgmaxPoint.h"
#include "voxBlendPoint.h"
#include "voxDistancePoint.h"
#include "voxNormForward.h"

#include <cstdint>

namespace vox::kernels
{

/** What a CUDA device says of itself. */
struct CudaDevice
{
  char name[256] = {};
  int major = 0; ///< compute capability
  int minor = 0;
  int multiprocessors = 0;
  std::int64_t totalBytes = 0;
  std::int64_t freeBytes = 0;
  std::int64_t bytesPerSecond = 0; ///< of its memory, from clock and bus width; 0 if it does not say
};

/** The functions of the library of CUDA kernels, libvoxtome-cuda.so, which nothing links: FindCudaKernels loads it. All
 * return a status, 0 for success; `stream` is a cudaStream_t, null for the default one. Launches return at once, and
 * every pointer in their arguments is one of the device. Arguments are what the CPU twins are made of too. */
struct CudaTable
{
  static constexpr int currentVersion = 1; ///< raised with every change of this struct or of an argument

  int version;
  const char * (*statusText)(int status);

  int (*countDevices)(int * count);
  int (*describeDevice)(int device, CudaDevice * description);
  int (*selectDevice)(int device); ///< for this thread
  int (*allocate)(std::int64_t bytes, void ** memory);
  int (*release)(void * memory);
  int (*copyToDevice)(void * device, const void * host, std::int64_t bytes, void * stream);
  int (*copyToHost)(void * host, const void * device, std::int64_t bytes, void * stream);
  int (*synchronize)(void * stream); ///< waits, and reports what went wrong in the launches before

  int (*argmax)(const ArgmaxPoint & arguments, void * stream);
  int (*blendScores)(const BlendScoresPoint<float> & arguments, void * stream);
  int (*blendScoresBfloat16)(const BlendScoresPoint<Bfloat16> & arguments, void * stream);
  int (*blendFeatures)(const BlendFeaturesPoint<float> & arguments, void * stream);
  int (*blendFeaturesBfloat16)(const BlendFeaturesPoint<Bfloat16> & arguments, void * stream);
  int (*finishSlices)(const FinishSlicesPoint & arguments, void * stream);
  int (*clearSlices)(const ClearSlicesPoint & arguments, void * stream);
  int (*distanceMap)(const DistanceMapBuffers & arguments, void * stream);
  int (*normForward)(const NormForward<float> & arguments, void * stream);
  int (*normForwardBfloat16)(const NormForward<Bfloat16> & arguments, void * stream);
  int (*affine3)(const AffinePoint<3> & arguments, void * stream);
  int (*affine2)(const AffinePoint<2> & arguments, void * stream);
};

/** The library's only entry, `voxCudaTable`. */
using CudaTableFunction = const CudaTable * (*)();

} // namespace vox::kernels

#endif
