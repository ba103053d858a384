// SPDX-License-Identifier: Apache-2.0
#ifndef voxCudaTest_h
#define voxCudaTest_h

#include "voxDeviceMemory.h"
#include "voxForEachIndex.h"
#include "voxRandomValues.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace vox::testing
{

/** Tests that need a CUDA device, and are skipped with a reason where there is none. What the device computes must be
 * what the same functions compute on the CPU, bit for bit: both round products and sums one by one. The environment's
 * VOX_CUDA_FOLDER names the folder of the library of kernels. */
class CudaTest : public ::testing::Test
{
protected:
  void
  SetUp() override
  {
    const char * const folder = std::getenv("VOX_CUDA_FOLDER");
    const kernels::CudaPresence presence = kernels::FindCudaKernels(folder == nullptr ? "" : folder);
    if (!presence.missing.empty())
    {
      GTEST_SKIP() << "needs a CUDA device, found " << presence.missing;
    }
    m_Table = presence.table;
    kernels::CheckCuda(*m_Table, m_Table->selectDevice(0), "selecting device 0");
  }

  [[nodiscard]] const kernels::CudaTable &
  Table() const
  {
    return *m_Table;
  }
  template <typename T>
  [[nodiscard]] kernels::DeviceMemory<T>
  OnDevice(const std::vector<T> & values) const
  {
    return {*m_Table, std::span<const T>(values)};
  }
  void
  ExpectLaunched(int status) const
  {
    EXPECT_EQ(status, 0) << m_Table->statusText(status);
  }

private:
  const kernels::CudaTable * m_Table = nullptr;
};

} // namespace vox::testing

#endif
