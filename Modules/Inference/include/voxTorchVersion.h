// SPDX-License-Identifier: Apache-2.0
#ifndef voxTorchVersion_h
#define voxTorchVersion_h

#include <string>

namespace vox
{

/** Version of the LibTorch that this process has loaded, such as "2.11.0". */
[[nodiscard]] std::string LoadedTorchVersion();

/** Throws Error(Resource) unless it is the version that this library was compiled for: a process holds one LibTorch,
 * and another part of it may have loaded its own before. */
void RequireOwnTorch();

} // namespace vox

#endif
