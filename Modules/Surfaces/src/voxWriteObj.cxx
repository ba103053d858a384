// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"
#include "voxError.h"
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

constexpr const char * kFirstLine = "# Voxtome\n";

/** Beside the file; a name without blanks. Nothing of another program is overwritten. */
std::filesystem::path
MaterialsOf(const std::filesystem::path & path)
{
  const std::filesystem::path materials = path.parent_path() / (Word(path.stem().string()) + ".mtl");
  if (std::filesystem::exists(materials) && !ReadTextFile(materials).starts_with(kFirstLine))
  {
    Fail(ErrorKind::BadInput,
         "{}: found a file that Voxtome has not written, expected none, since {} keeps its colors "
         "there; give the surfaces another name",
         materials.string(), path.filename().string());
  }
  return materials;
}

} // namespace

void
WriteObj(const std::filesystem::path & path, const SurfaceFile & file)
{
  const std::filesystem::path materials = MaterialsOf(path);
  std::string colors = kFirstLine;
  std::string text =
      fmt::format("{}# SPACE={}\n# UNIT=mm\nmtllib {}\n", kFirstLine, file.space, materials.filename().string());
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
