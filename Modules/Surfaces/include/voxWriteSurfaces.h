// SPDX-License-Identifier: Apache-2.0
#ifndef voxWriteSurfaces_h
#define voxWriteSurfaces_h

#include "voxOptions.h"
#include "voxSurface.h"

#include <array>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** In which directions the coordinates of a file grow. */
enum class SurfaceSpace
{
  Lps, ///< left, posterior, superior: DICOM, ITK, and what 3D Slicer expects
  Ras  ///< right, anterior, superior
};

[[nodiscard]] constexpr std::array<EnumName<SurfaceSpace>, 2>
EnumNames(SurfaceSpace)
{
  return {{{SurfaceSpace::Lps, "lps"}, {SurfaceSpace::Ras, "ras"}}};
}

/** Endings that WriteSurfaces knows: .stl .ply .obj .vtp .glb .gltf. */
[[nodiscard]] const std::vector<std::string> & SurfaceEndings();

/** Writes surfaces into one file of the format of its ending, coordinates in mm; the file says which space they are in
 * ("SPACE=LPS" as 3D Slicer has it). STL (binary) holds triangles alone; PLY (binary) colors of points; OBJ groups with
 * names and, in a .mtl file beside it, colors; VTP names, colors, numbers of the structures and values; glTF 2.0
 * (ISO/IEC 12113), whose unit is the metre, so that its scene is scaled by 0.001, nodes with names and materials: as
 * GLB in one binary file, as .gltf in one text file, a third larger, whose numbers are base64 in it. `valueName` names
 * the values in PLY and VTP. Atomic. Throws Error(BadInput) for another ending, a folder that cannot be written, or no
 * triangle. */
void WriteSurfaces(const std::filesystem::path & path, std::span<const Surface> surfaces, SurfaceSpace space,
                   const std::string & valueName = "value");

} // namespace vox

#endif
