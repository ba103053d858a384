// SPDX-License-Identifier: Apache-2.0
#include "voxLoadPart.h"

#include "voxError.h"
#include "voxInstallation.h"
#include "voxRunManifest.h"

#include <dlfcn.h>

namespace vox
{
namespace
{

std::filesystem::path
PartFile(std::string_view library)
{
  return InstallationFolder() / "lib" / "voxtome" / library;
}

} // namespace

void *
PartEntry(std::string_view library, const char * symbol, std::string_view needs)
{
  const std::filesystem::path file = PartFile(library);
  std::error_code unreadable; // dlopen says why
  if (!std::filesystem::exists(file, unreadable) && !unreadable)
  {
    Fail(ErrorKind::Resource,
         "{}: no such file: this installation lacks the part of the program that needs {}; use one made by cmake "
         "--install, which has all parts",
         file.string(), needs);
  }
  void * handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr)
  {
    Fail(ErrorKind::Resource, "{}: cannot be loaded ({}); install it and {} with the program", file.string(),
         ::dlerror(), needs);
  }
  return ::dlsym(handle, symbol);
}

void
RequirePartVersion(std::string_view library, std::string_view found)
{
  if (found != ProgramVersion())
  {
    Fail(ErrorKind::Resource, "{}: found version {}, expected {} as the program; install them together",
         PartFile(library).string(), found, ProgramVersion());
  }
}

} // namespace vox
