// SPDX-License-Identifier: Apache-2.0
#include "voxDevice.h"
#include "voxError.h"

#include <ATen/Context.h>

#include <dlfcn.h>

#include <filesystem>

namespace vox
{
namespace
{

constexpr const char * libraryName = "libtorch_cuda.so";

/** The folder of LibTorch: that of the library that holds its context. */
std::filesystem::path
TorchFolder()
{
  Dl_info info{};
  const auto address = reinterpret_cast<const void *>(&at::globalContext);
  return dladdr(address, &info) != 0 ? std::filesystem::path(info.dli_fname).parent_path() : std::filesystem::path();
}

} // namespace

void
LoadTorchCuda(int number)
{
  const std::filesystem::path library = TorchFolder() / libraryName;
  std::error_code error;
  if (!std::filesystem::exists(library, error))
  {
    Fail(ErrorKind::Resource,
         "device cuda:{}: this LibTorch has no CUDA ({} is missing); install one that has (LIBTORCH_ROOT), or use cpu",
         number, library.string());
  }
  // What it registers with torch_cpu must stay: it is never unloaded.
  if (dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE) == nullptr)
  {
    Fail(ErrorKind::Resource,
         "device cuda:{}: LibTorch's CUDA library does not load: {}; install what it needs, or use cpu", number,
         dlerror());
  }
  if (!at::globalContext().hasCUDA())
  {
    Fail(ErrorKind::Resource, "device cuda:{}: LibTorch finds no CUDA device that it can use; use cpu", number);
  }
}

} // namespace vox
