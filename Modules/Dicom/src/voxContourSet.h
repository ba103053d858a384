// SPDX-License-Identifier: Apache-2.0
#ifndef voxContourSet_h
#define voxContourSet_h

#include "voxImageGeometry.h"
#include "voxLabelColors.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** A structure of a structure set as the file describes it. */
struct ContourStructure
{
  std::int64_t number = 0;
  std::string name;
  std::optional<Rgb> color;
  std::string frameOfReferenceUid;
  std::vector<std::vector<Vector3>> contours; ///< the closed planar ones, in the world
  std::size_t others = 0;                     ///< points and open or too short contours
};

struct ContourSet
{
  std::vector<ContourStructure> structures;
  std::vector<std::string> seriesUids; ///< that it was drawn on; none where the file does not say
};

/** Throws Error(BadInput) with the file: no structure set, without structures, contours with numbers that are not
 * coordinates, two structures of one number, contours of a structure that is not described. */
[[nodiscard]] ContourSet ReadContourSet(const std::filesystem::path & path);

} // namespace vox

#endif
