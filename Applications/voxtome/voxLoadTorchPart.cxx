// SPDX-License-Identifier: Apache-2.0
#include "voxLoadTorchPart.h"

#include "voxError.h"
#include "voxInstallation.h"
#include "voxProcessor.h"
#include "voxRunManifest.h"

#include <cstdlib>
#include <dlfcn.h>

namespace vox
{
namespace
{

std::filesystem::path
TorchPartFile()
{
  return InstallationFolder() / "lib" / "voxtome" / "libvoxtome-torch.so";
}

} // namespace

const TorchPart &
LoadTorchPart()
{
  const std::filesystem::path file = TorchPartFile();
  // Read by OpenMP when it is loaded; a choice of the user is left alone.
  ::setenv("OMP_WAIT_POLICY", "passive", 0);
  void * library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
  {
    Fail(ErrorKind::Resource, "{}: cannot be loaded ({}); install it and LibTorch with the program", file.string(),
         ::dlerror());
  }
  using Entry = const TorchPart * (*)();
  const auto entry = reinterpret_cast<Entry>(::dlsym(library, kTorchPartSymbol));
  const std::string_view found = entry == nullptr ? "none" : entry()->version;
  if (found != ProgramVersion())
  {
    Fail(ErrorKind::Resource, "{}: found version {}, expected {} as the program; install them together", file.string(),
         found, ProgramVersion());
  }
  return *entry();
}

const TorchPart &
LoadTorchPart(const Session & session)
{
  const TorchPart & part = LoadTorchPart();
  WarnOfSlowProcessor(HasAvx2(), session.context);
  part.setThreads(session.context.ThreadCount());
  return part;
}

} // namespace vox
