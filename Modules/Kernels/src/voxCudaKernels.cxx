// SPDX-License-Identifier: Apache-2.0
#include "voxCudaKernels.h"

#include "voxError.h"

#include <dlfcn.h>

#include <system_error>

namespace vox::kernels
{
namespace
{
constexpr const char * libraryName = "libvoxtome-cuda.so";

std::vector<std::filesystem::path>
Candidates(const std::filesystem::path & folder)
{
  if (!folder.empty())
  {
    return {folder / libraryName};
  }
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  return {program / libraryName, program.parent_path() / "lib" / libraryName, libraryName};
}

/** The table of the library, or a reason in `presence.missing`. Never unloaded: CUDA keeps threads of its own. */
void
LoadTable(const std::filesystem::path & folder, CudaPresence & presence)
{
  for (const std::filesystem::path & path : Candidates(folder))
  {
    std::error_code error;
    if (path.has_parent_path() && !std::filesystem::exists(path, error))
    {
      continue;
    }
    void * const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library == nullptr)
    {
      presence.missing = path.has_parent_path() ? dlerror() : "";
      continue;
    }
    const auto function = reinterpret_cast<CudaTableFunction>(dlsym(library, "voxCudaTable"));
    const CudaTable * const table = function == nullptr ? nullptr : function();
    if (table == nullptr || table->version != CudaTable::currentVersion)
    {
      presence.missing =
          fmt::format("{} has kernels of version {}, expected {}; build it from the sources of this program",
                      path.string(), table == nullptr ? 0 : table->version, CudaTable::currentVersion);
      return;
    }
    presence.table = table;
    presence.library = path;
    presence.missing.clear();
    return;
  }
  if (presence.missing.empty())
  {
    presence.missing = fmt::format("no library of CUDA kernels ({}); `./build.sh cuda` makes it", libraryName);
  }
}

void
ListDevices(CudaPresence & presence)
{
  const CudaTable & table = *presence.table;
  int count = 0;
  const int status = table.countDevices(&count);
  for (int device = 0; status == 0 && device < count; ++device)
  {
    CudaDevice description;
    CheckCuda(table, table.describeDevice(device, &description), fmt::format("describing CUDA device {}", device));
    presence.devices.push_back(description);
  }
  if (presence.devices.empty())
  {
    presence.missing =
        fmt::format("no CUDA device{}{}", status == 0 ? "" : ": ", status == 0 ? "" : table.statusText(status));
  }
}
} // namespace

CudaPresence
FindCudaKernels(const std::filesystem::path & folder)
{
  CudaPresence presence;
  presence.driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE) != nullptr;
  LoadTable(folder, presence);
  if (presence.table == nullptr)
  {
    return presence;
  }
  if (!presence.driver)
  {
    presence.missing = "no NVIDIA driver (libcuda.so.1)";
    return presence;
  }
  ListDevices(presence);
  return presence;
}

void
RequireCudaDevice(const CudaPresence & presence, int device)
{
  if (!presence.missing.empty())
  {
    Fail(ErrorKind::Resource, "device cuda:{}: this machine has {}; use cpu or auto", device, presence.missing);
  }
  const auto count = static_cast<int>(presence.devices.size());
  if (device < 0 || device >= count)
  {
    Fail(ErrorKind::Resource,
         "device cuda:{}: this machine has {} CUDA device{}, numbered from 0; use one of them or cpu", device, count,
         count == 1 ? "" : "s");
  }
}

void
CheckCuda(const CudaTable & table, int status, const std::string & what)
{
  if (status != 0)
  {
    Fail(ErrorKind::Resource, "{}: CUDA error {}: {}", what, status, table.statusText(status));
  }
}

} // namespace vox::kernels
