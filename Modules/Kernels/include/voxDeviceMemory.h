// SPDX-License-Identifier: Apache-2.0
#ifndef voxDeviceMemory_h
#define voxDeviceMemory_h

#include "voxCudaKernels.h"

#include <cstdint>
#include <span>
#include <vector>

namespace vox::kernels
{

/** Values of T in the memory of the selected CUDA device, released with this object. Copies go over the default stream.
 * Throws Error(Resource) where the device refuses. */
template <typename T> class DeviceMemory
{
public:
  DeviceMemory(const CudaTable & table, std::int64_t count) : m_Table(&table), m_Count(count)
  {
    void * memory = nullptr;
    CheckCuda(table, table.allocate(Bytes(), &memory), "allocating device memory");
    m_Data = static_cast<T *>(memory);
  }
  DeviceMemory(const CudaTable & table, std::span<const T> values)
      : DeviceMemory(table, static_cast<std::int64_t>(values.size()))
  {
    CheckCuda(table, table.copyToDevice(m_Data, values.data(), Bytes(), nullptr), "copying to the device");
  }
  ~DeviceMemory() { m_Table->release(m_Data); }
  DeviceMemory(const DeviceMemory &) = delete;
  DeviceMemory & operator=(const DeviceMemory &) = delete;

  [[nodiscard]] T *
  Data() const
  {
    return m_Data;
  }
  [[nodiscard]] std::int64_t
  Bytes() const
  {
    return m_Count * static_cast<std::int64_t>(sizeof(T));
  }

  /** Waits for the default stream, and so reports errors of the launches before. */
  [[nodiscard]] std::vector<T>
  ToHost() const
  {
    std::vector<T> values(static_cast<std::size_t>(m_Count));
    CheckCuda(*m_Table, m_Table->copyToHost(values.data(), m_Data, Bytes(), nullptr), "copying from the device");
    CheckCuda(*m_Table, m_Table->synchronize(nullptr), "waiting for the device");
    return values;
  }

private:
  const CudaTable * m_Table;
  std::int64_t m_Count;
  T * m_Data = nullptr;
};

} // namespace vox::kernels

#endif
