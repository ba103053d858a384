// SPDX-License-Identifier: Apache-2.0
#ifndef voxSurfaceFormats_h
#define voxSurfaceFormats_h

#include "voxSurface.h"

#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

/** What goes into a file. */
struct SurfaceFile
{
  std::vector<Surface> surfaces; ///< in its space
  std::string space;             ///< "LPS" or "RAS"
  std::string valueName;
};

// One format each, as WriteSurfaces says; atomic.
void WriteStl(const std::filesystem::path & path, const SurfaceFile & file);
void WritePly(const std::filesystem::path & path, const SurfaceFile & file);
void WriteObj(const std::filesystem::path & path, const SurfaceFile & file);
void WriteVtp(const std::filesystem::path & path, const SurfaceFile & file);
void WriteGlb(const std::filesystem::path & path, const SurfaceFile & file);
void WriteGltf(const std::filesystem::path & path, const SurfaceFile & file);

} // namespace vox

#endif
