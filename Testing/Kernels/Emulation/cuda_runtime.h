// SPDX-License-Identifier: Apache-2.0
#ifndef voxEmulatedCudaRuntime_h
#define voxEmulatedCudaRuntime_h

// The part of the CUDA runtime that the kernels' library uses, on the CPU: with it a C++ compiler makes the library
// from the same sources as nvcc, so that grids, steps and the order of launches are tested on machines without a
// device. Threads of a grid run one after another, which kernels without communication between threads cannot tell.

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#define __global__
#define __launch_bounds__(threads)

struct dim3
{
  unsigned int x = 1;
  unsigned int y = 1;
  unsigned int z = 1;
  explicit dim3(unsigned int sizeX = 1, unsigned int sizeY = 1) : x(sizeX), y(sizeY) {}
};

inline thread_local dim3 gridDim;
inline thread_local dim3 blockDim;
inline thread_local dim3 blockIdx;
inline thread_local dim3 threadIdx;

using cudaStream_t = void *;

enum cudaError_t
{
  cudaSuccess = 0,
  cudaErrorMemoryAllocation = 2,
  cudaErrorInvalidConfiguration = 9
};

inline thread_local cudaError_t voxLastError = cudaSuccess;

/** Refuses what a device refuses. */
template <typename TThread>
void
voxEmulateGrid(const dim3 & grid, const dim3 & block, TThread && runThread)
{
  if (grid.x == 0 || grid.x > 0x7FFFFFFFU || grid.y == 0 || grid.y > 65535U || block.x * block.y > 1024U)
  {
    voxLastError = cudaErrorInvalidConfiguration;
    return;
  }
  gridDim = grid;
  blockDim = block;
  for (blockIdx.y = 0; blockIdx.y < grid.y; ++blockIdx.y)
  {
    for (blockIdx.x = 0; blockIdx.x < grid.x; ++blockIdx.x)
    {
      for (threadIdx.y = 0; threadIdx.y < block.y; ++threadIdx.y)
      {
        for (threadIdx.x = 0; threadIdx.x < block.x; ++threadIdx.x)
        {
          runThread();
        }
      }
    }
  }
}

inline cudaError_t
cudaGetLastError()
{
  const cudaError_t error = voxLastError;
  voxLastError = cudaSuccess;
  return error;
}

inline const char *
cudaGetErrorString(cudaError_t)
{
  return "an emulated error";
}

struct cudaDeviceProp
{
  char name[256] = "emulation";
  int major = 0;
  int minor = 0;
  int multiProcessorCount = 1;
};

enum cudaDeviceAttr
{
  cudaDevAttrMemoryClockRate,
  cudaDevAttrGlobalMemoryBusWidth
};

inline cudaError_t
cudaGetDeviceCount(int * count)
{
  *count = 1;
  return cudaSuccess;
}

inline cudaError_t
cudaGetDeviceProperties(cudaDeviceProp *, int)
{
  return cudaSuccess;
}

inline cudaError_t
cudaDeviceGetAttribute(int * value, cudaDeviceAttr, int)
{
  *value = 0;
  return cudaSuccess;
}

inline cudaError_t
cudaGetDevice(int * device)
{
  *device = 0;
  return cudaSuccess;
}

inline cudaError_t
cudaSetDevice(int)
{
  return cudaSuccess;
}

inline cudaError_t
cudaMemGetInfo(std::size_t * free, std::size_t * total)
{
  *free = *total = std::size_t{1} << 30U;
  return cudaSuccess;
}

/** Filled with bytes that no test expects, as memory of a device may be. */
inline cudaError_t
cudaMalloc(void ** memory, std::size_t bytes)
{
  const std::size_t whole = (bytes + 255) / 256 * 256;
  *memory = std::aligned_alloc(256, std::max<std::size_t>(whole, 256));
  if (*memory == nullptr)
  {
    return cudaErrorMemoryAllocation;
  }
  std::memset(*memory, 0xAB, whole);
  return cudaSuccess;
}

inline cudaError_t
cudaFree(void * memory)
{
  std::free(memory);
  return cudaSuccess;
}

enum cudaMemcpyKind
{
  cudaMemcpyHostToDevice,
  cudaMemcpyDeviceToHost
};

inline cudaError_t
cudaMemcpyAsync(void * to, const void * from, std::size_t bytes, cudaMemcpyKind, cudaStream_t)
{
  std::memcpy(to, from, bytes);
  return cudaSuccess;
}

inline cudaError_t
cudaStreamSynchronize(cudaStream_t)
{
  return cudaSuccess;
}

#endif
