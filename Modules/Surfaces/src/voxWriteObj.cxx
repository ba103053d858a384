// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"
#include "voxSurfaceFormats.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>

namespace vox
{
namespace
{

/** Names in OBJ end at a blank. */
std::string
Word(const std::string & name)
{
  std::string word = name;
  std::ranges::replace_if(
      word, [](unsigned char c) { return c <= ' ' || c == 127; }, '_');
  return word.empty() ? "surface" : word;
}

} // namespace

void
WriteObj(const std::filesystem::path & path, const SurfaceFile & file)
{
  const std::filesystem::path materials = std::filesystem::path(path).replace_extension(".mtl");
  std::string colors = "# Voxtome\n";
  std::string text =
      fmt::format("# Voxtome\n# SPACE={}\n# UNIT=mm\nmtllib {}\n", file.space, Word(materials.filename().string()));
  std::size_t first = 1;
  for (std::size_t s = 0; s < file.surfaces.size(); ++s)
  {
    const Surface & surface = file.surfaces[s];
    const std::string material = fmt::format("{}_{}", Word(surface.name), s + 1); // names may occur twice
    colors += fmt::format("newmtl {}\nKd {:.4f} {:.4f} {:.4f}\n", material, surface.color[0] / 255.0,
                          surface.color[1] / 255.0, surface.color[2] / 255.0);
    text += fmt::format("o {}\nusemtl {}\n", Word(surface.name), material);
    for (const Vector3 & point : surface.points)
    {
      fmt::format_to(std::back_inserter(text), "v {:.9g} {:.9g} {:.9g}\n", point[0], point[1], point[2]);
    }
    for (const auto & triangle : surface.triangles)
    {
      fmt::format_to(std::back_inserter(text), "f {} {} {}\n", first + triangle[0], first + triangle[1],
                     first + triangle[2]);
    }
    first += surface.points.size();
  }
  WriteTextFile(materials, colors);
  WriteTextFile(path, text);
}

} // namespace vox
