// SPDX-License-Identifier: Apache-2.0
#ifndef voxStartKernel_cuh
#define voxStartKernel_cuh

#include "voxZyx.h"

#include <cuda_runtime.h>

#include <cstdint>

namespace vox::kernels
{

inline constexpr unsigned int blockThreads = 256;

/** One thread per index of `extent`, x fastest. Blocks of x and y are numbered together, because only the first
 * dimension of a grid holds more than 65535; slices beyond that number are taken in turns. */
template <typename TBody>
__global__ void
__launch_bounds__(blockThreads) RunBody(const TBody body, const Zyx<std::int64_t> extent, const unsigned int blocksX)
{
  const std::int64_t x = static_cast<std::int64_t>(blockIdx.x % blocksX) * blockDim.x + threadIdx.x;
  const std::int64_t y = static_cast<std::int64_t>(blockIdx.x / blocksX) * blockDim.y + threadIdx.y;
  if (x >= extent.x || y >= extent.y)
  {
    return;
  }
  for (std::int64_t z = blockIdx.y; z < extent.z; z += gridDim.y)
  {
    body(x, y, z);
  }
}

template <typename TBody>
void
StartKernel(const dim3 & grid, const dim3 & block, cudaStream_t stream, const TBody & body,
            const Zyx<std::int64_t> & extent, unsigned int blocksX)
{
#ifdef __CUDACC__
  RunBody<<<grid, block, 0, stream>>>(body, extent, blocksX);
#else
  voxEmulateGrid(grid, block, [&] { RunBody(body, extent, blocksX); }); // Testing/Kernels/Emulation
#endif
}

} // namespace vox::kernels

#endif
