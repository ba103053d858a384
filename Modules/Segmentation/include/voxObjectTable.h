// SPDX-License-Identifier: Apache-2.0
#ifndef voxObjectTable_h
#define voxObjectTable_h

#include "voxJson.h"
#include "voxObjects.h"

#include <span>
#include <string>

namespace vox
{

/** The objects of one case, without the map. */
struct CaseObjects
{
  std::string name;
  bool planar = false; ///< sizes are mm2
  std::vector<SegmentedObject> objects;
};

/** One line an object: case, object, label, voxels, size, unit, centroid in LPS mm, box as half-open voxel indices. A
 * case without objects has none. */
[[nodiscard]] std::string ObjectsCsv(std::span<const CaseObjects> cases);

/** The same as a list with one entry a case: case, count, unit, total size, objects. */
[[nodiscard]] Json ObjectsJson(std::span<const CaseObjects> cases);

} // namespace vox

#endif
