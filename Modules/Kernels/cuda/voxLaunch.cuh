// SPDX-License-Identifier: Apache-2.0
#ifndef voxLaunch_cuh
#define voxLaunch_cuh

#include "voxStartKernel.cuh"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace vox::kernels
{

/** Runs body(x, y, z) for every index of body.Extent(). Status of the launch; errors of the run come out of the next
 * synchronization. */
template <typename TBody>
int
Launch(const TBody & body, void * stream)
{
  const Zyx<std::int64_t> extent = body.Extent();
  if (Product(extent) == 0)
  {
    return cudaSuccess;
  }
  const auto width = std::bit_ceil(static_cast<unsigned int>(std::min<std::int64_t>(extent.x, 32)));
  const dim3 block(width, blockThreads / width);
  const std::int64_t blocksX = (extent.x + block.x - 1) / block.x;
  const std::int64_t blocksY = (extent.y + block.y - 1) / block.y;
  if (blocksX * blocksY > INT32_MAX)
  {
    return cudaErrorInvalidConfiguration;
  }
  const dim3 grid(static_cast<unsigned int>(blocksX * blocksY),
                  static_cast<unsigned int>(std::min<std::int64_t>(extent.z, 65535)));
  StartKernel(grid, block, static_cast<cudaStream_t>(stream), body, extent, static_cast<unsigned int>(blocksX));
  return cudaGetLastError();
}

/** Launches one step after the other, unless one before failed. */
class LaunchSteps
{
public:
  explicit LaunchSteps(void * stream) : m_Stream(stream) {}

  template <typename TBody>
  void
  operator()(const TBody & body)
  {
    m_Status = m_Status == cudaSuccess ? Launch(body, m_Stream) : m_Status;
  }
  [[nodiscard]] int
  Status() const
  {
    return m_Status;
  }

private:
  void * m_Stream;
  int m_Status = cudaSuccess;
};

} // namespace vox::kernels

#endif
