// SPDX-License-Identifier: Apache-2.0
#include "voxLaunches.h"

#include <cuda_runtime.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace vox::kernels::cuda
{
namespace
{

const char *
StatusText(int status)
{
  return cudaGetErrorString(static_cast<cudaError_t>(status));
}

int
CountDevices(int * count)
{
  return cudaGetDeviceCount(count);
}

int
Attribute(cudaDeviceAttr attribute, int device)
{
  int value = 0;
  return cudaDeviceGetAttribute(&value, attribute, device) == cudaSuccess ? value : 0;
}

int
DescribeDevice(int device, CudaDevice * description)
{
  cudaDeviceProp properties{};
  cudaError_t status = cudaGetDeviceProperties(&properties, device);
  if (status != cudaSuccess)
  {
    return status;
  }
  int previous = 0;
  std::size_t free = 0;
  std::size_t total = 0;
  cudaGetDevice(&previous);
  cudaSetDevice(device);
  status = cudaMemGetInfo(&free, &total);
  cudaSetDevice(previous);
  std::copy(std::begin(properties.name), std::end(properties.name), description->name);
  description->major = properties.major;
  description->minor = properties.minor;
  description->multiprocessors = properties.multiProcessorCount;
  description->totalBytes = static_cast<std::int64_t>(total);
  description->freeBytes = static_cast<std::int64_t>(free);
  // Two transfers a clock (kHz), eight bits a byte.
  description->bytesPerSecond = std::int64_t{2} * 1000 * Attribute(cudaDevAttrMemoryClockRate, device) *
                                Attribute(cudaDevAttrGlobalMemoryBusWidth, device) / 8;
  return status;
}

int
SelectDevice(int device)
{
  return cudaSetDevice(device);
}

int
Allocate(std::int64_t bytes, void ** memory)
{
  return cudaMalloc(memory, static_cast<std::size_t>(bytes));
}

int
Release(void * memory)
{
  return cudaFree(memory);
}

int
CopyToDevice(void * device, const void * host, std::int64_t bytes, void * stream)
{
  return cudaMemcpyAsync(device, host, static_cast<std::size_t>(bytes), cudaMemcpyHostToDevice,
                         static_cast<cudaStream_t>(stream));
}

int
CopyToHost(void * host, const void * device, std::int64_t bytes, void * stream)
{
  return cudaMemcpyAsync(host, device, static_cast<std::size_t>(bytes), cudaMemcpyDeviceToHost,
                         static_cast<cudaStream_t>(stream));
}

int
Synchronize(void * stream)
{
  return cudaStreamSynchronize(static_cast<cudaStream_t>(stream));
}

constexpr CudaTable table{
    .version = CudaTable::currentVersion,
    .statusText = StatusText,
    .countDevices = CountDevices,
    .describeDevice = DescribeDevice,
    .selectDevice = SelectDevice,
    .allocate = Allocate,
    .release = Release,
    .copyToDevice = CopyToDevice,
    .copyToHost = CopyToHost,
    .synchronize = Synchronize,
    .argmax = Argmax,
    .blendScores = BlendScores,
    .blendScoresBfloat16 = BlendScoresBfloat16,
    .blendFeatures = BlendFeatures,
    .blendFeaturesBfloat16 = BlendFeaturesBfloat16,
    .finishSlices = FinishSlices,
    .clearSlices = ClearSlices,
    .distanceMap = DistanceMap,
    .normForward = NormalizeFeatures,
    .normForwardBfloat16 = NormalizeFeaturesBfloat16,
    .affine3 = Affine3,
    .affine2 = Affine2,
};

} // namespace
} // namespace vox::kernels::cuda

extern "C" __attribute__((visibility("default"))) const vox::kernels::CudaTable *
voxCudaTable()
{
  return &vox::kernels::cuda::table;
}
