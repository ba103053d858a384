// SPDX-License-Identifier: Apache-2.0
#ifndef voxInstallation_h
#define voxInstallation_h

#include <filesystem>

namespace vox
{

/** The folder that holds bin/ with this program, and lib/ and share/ beside it. */
[[nodiscard]] inline std::filesystem::path
InstallationFolder()
{
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
}

} // namespace vox

#endif
