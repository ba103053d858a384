// SPDX-License-Identifier: Apache-2.0
#include "voxTorchVersion.h"

#include "voxDevice.h"
#include "voxError.h"

#include <torch/csrc/inductor/aoti_torch/c/shim.h>
#include <torch/headeronly/version.h>

namespace vox
{
namespace
{

/** Major, minor and patch, a byte each from the highest down (torch/headeronly/version.h). */
std::string
VersionText(std::uint64_t version)
{
  return fmt::format("{}.{}.{}", version >> 56, version >> 48 & 0xff, version >> 40 & 0xff);
}

} // namespace

std::string
LoadedTorchVersion()
{
  return VersionText(aoti_torch_abi_version());
}

void
RequireOwnTorch()
{
  if (const std::string found = LoadedTorchVersion(); found != VersionText(TORCH_ABI_VERSION))
  {
    Fail(ErrorKind::Resource,
         "this process has loaded LibTorch {} ({}), expected {}; load this library before the other, or in a process "
         "of its own",
         found, LibTorchFolder().string(), VersionText(TORCH_ABI_VERSION));
  }
}

} // namespace vox
