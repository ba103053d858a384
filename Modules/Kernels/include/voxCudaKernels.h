// SPDX-License-Identifier: Apache-2.0
#ifndef voxCudaKernels_h
#define voxCudaKernels_h

#include "voxCudaTable.h"

#include <filesystem>
#include <string>
#include <vector>

namespace vox::kernels
{

/** What this machine has of what CUDA kernels need: the library of kernels, a driver, a device. */
struct CudaPresence
{
  const CudaTable * table = nullptr; ///< null without the library; stays valid to the end of the process
  std::filesystem::path library;     ///< what was loaded; empty without it
  bool driver = false;               ///< libcuda.so.1 can be loaded
  std::vector<CudaDevice> devices;
  std::string missing; ///< what is missing first, in words; empty exactly if there are devices
};

/** Loads the kernels at run time: libvoxtome-cuda.so from `folder` if given, else from the folder of the executable,
 * from lib beside it, or from where the loader of the system looks. Costs a few file accesses where there is nothing to
 * load. A machine without library, driver or device is no error here, and neither is a library of another version. */
[[nodiscard]] CudaPresence FindCudaKernels(const std::filesystem::path & folder = {});

/** Throws Error(Resource) that names what is missing unless `presence` has a device of this number. */
void RequireCudaDevice(const CudaPresence & presence, int device);

/** Throws Error(Resource) with the words of CUDA unless `status` is success; `what` is what was being done. */
void CheckCuda(const CudaTable & table, int status, const std::string & what);

} // namespace vox::kernels

#endif
