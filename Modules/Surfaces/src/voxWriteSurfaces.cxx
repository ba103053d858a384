// SPDX-License-Identifier: Apache-2.0
#include "voxWriteSurfaces.h"

#include "voxError.h"
#include "voxSurfaceFormats.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <map>

namespace vox
{
namespace
{

using Writer = void (*)(const std::filesystem::path & path, const SurfaceFile & file);

const std::map<std::string, Writer> &
Writers()
{
  static const std::map<std::string, Writer> writers{{".stl", &WriteStl}, {".ply", &WritePly}, {".obj", &WriteObj},
                                                     {".vtp", &WriteVtp}, {".glb", &WriteGlb}, {".gltf", &WriteGltf}};
  return writers;
}

std::string
EndingOf(const std::filesystem::path & path)
{
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending;
}

/** LPS and RAS differ by half a turn, so that triangles still face outwards. */
std::vector<Surface>
InSpace(std::span<const Surface> surfaces, SurfaceSpace space)
{
  std::vector<Surface> moved(surfaces.begin(), surfaces.end());
  if (space == SurfaceSpace::Ras)
  {
    for (Surface & surface : moved)
    {
      for (Vector3 & point : surface.points)
      {
        point = {-point[0], -point[1], point[2]};
      }
    }
  }
  return moved;
}

} // namespace

const std::vector<std::string> &
SurfaceEndings()
{
  static const std::vector<std::string> endings = [] {
    std::vector<std::string> names;
    for (const auto & [ending, writer] : Writers())
    {
      names.push_back(ending);
    }
    return names;
  }();
  return endings;
}

void
WriteSurfaces(const std::filesystem::path & path, std::span<const Surface> surfaces, SurfaceSpace space,
              const std::string & valueName)
{
  const auto writer = Writers().find(EndingOf(path));
  if (writer == Writers().end())
  {
    Fail(ErrorKind::BadInput, "{}: its ending names no format of surfaces, expected one of {}", path.string(),
         fmt::join(SurfaceEndings(), " "));
  }
  if (std::ranges::all_of(surfaces, [](const Surface & surface) { return surface.triangles.empty(); }))
  {
    Fail(ErrorKind::BadInput, "{}: found no surface to write, expected a structure with voxels", path.string());
  }
  writer->second(path, {InSpace(surfaces, space), space == SurfaceSpace::Lps ? "LPS" : "RAS", valueName});
}

} // namespace vox
