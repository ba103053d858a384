// SPDX-License-Identifier: Apache-2.0
#include "voxDevice.h"
#include "voxError.h"

#include <ATen/Context.h>

#include <dlfcn.h>
#include <link.h>

#include <filesystem>

namespace vox
{
namespace
{

constexpr const char * libraryName = "libtorch_cuda.so";

/** Sets the path to the loaded library's folder and ends the search if this is LibTorch's. */
int
IsLibTorch(dl_phdr_info * library, std::size_t /*size*/, void * folder)
{
  const std::filesystem::path path = library->dlpi_name;
  if (path.filename() != "libtorch_cpu.so")
  {
    return 0;
  }
  *static_cast<std::filesystem::path *>(folder) = path.parent_path();
  return 1;
}

} // namespace

std::filesystem::path
LibTorchFolder()
{
  // Not by the address of a function: that may be a place in the program that jumps to it.
  std::filesystem::path folder;
  dl_iterate_phdr(&IsLibTorch, &folder);
  return folder;
}

void
LoadTorchCuda(int number)
{
  const std::filesystem::path library = LibTorchFolder() / libraryName;
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
