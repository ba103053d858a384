// SPDX-License-Identifier: Apache-2.0
#ifndef voxMghHeader_h
#define voxMghHeader_h

#include "voxGridAxes.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace vox
{

/** The header of FreeSurfer's .mgh and .mgz (MGHFormat, surfer.nmr.mgh.harvard.edu/fswiki/FsTutorial/MghFormat; mri.h):
 * 284 bytes, big endian, then the voxels, x fastest. */
struct MghHeader
{
  std::array<std::int64_t, 4> dim{}; ///< width, height, depth, frames
  int type = 0;                      ///< 0 uint8, 1 int32, 3 float32, 4 int16, 10 uint16
  bool hasGeometry = false;          ///< goodRASFlag
  std::array<double, 3> spacing{};
  Matrix3 directionRas{}; ///< columns are the axes x, y, z of the file
  Vector3 centerRas{};    ///< of the voxel (width / 2, height / 2, depth / 2)
};

constexpr std::size_t kMghBytes = 284;

/** Throws Error(BadInput) that names the file for other content, axes without voxels and types that are not read. */
[[nodiscard]] MghHeader ParseMghHeader(std::string_view bytes, const std::filesystem::path & path);

/** A file that says nothing of its place gets FreeSurfer's default, coronal slices of 1 mm, with a note. Throws what
 * StraightGrid throws. */
[[nodiscard]] ImageGeometry GeometryOfMgh(const MghHeader & header, const std::filesystem::path & path,
                                          std::vector<std::string> & notes);

} // namespace vox

#endif
