// SPDX-License-Identifier: Apache-2.0
#include "voxStructureExtents.h"

#include "voxTensorMemory.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace vox
{
namespace
{

/** Range of the centers of voxels along the axes of the patient. */
struct Reach
{
  Vector3 low;
  Vector3 high;

  Reach()
  {
    low.fill(std::numeric_limits<double>::infinity());
    high.fill(-std::numeric_limits<double>::infinity());
  }

  void
  Add(const Vector3 & position)
  {
    for (std::size_t axis = 0; axis < position.size(); ++axis)
    {
      low[axis] = std::min(low[axis], position[axis]);
      high[axis] = std::max(high[axis], position[axis]);
    }
  }
};

/** How far a voxel reaches beyond its center on both sides together. */
double
VoxelExtent(const ImageGeometry & geometry, std::size_t worldAxis)
{
  const auto & row = geometry.directionLps[worldAxis];
  return std::abs(row[0]) * geometry.spacingMm.z + std::abs(row[1]) * geometry.spacingMm.y +
         std::abs(row[2]) * geometry.spacingMm.x;
}

} // namespace

std::vector<StructureExtent>
MeasureExtents(const Volume & labels, const std::vector<Segment> & segments)
{
  std::map<std::int32_t, Reach> reaches;
  const at::Tensor values = Int32Labels(labels.voxels);
  const auto * label = ValuesOf<std::int32_t>(values);
  const Zyx<std::int64_t> & size = labels.geometry.size;
  for (std::int64_t row = 0; row < size.z * size.y; ++row, label += size.x)
  {
    // Positions are linear along a row, so the ends of a run reach as far as any of it.
    for (std::int64_t first = 0, end = 0; first < size.x; first = end)
    {
      end = std::find_if(label + first, label + size.x, [&](std::int32_t v) { return v != label[first]; }) - label;
      if (label[first] != 0)
      {
        const auto z = static_cast<double>(row / size.y);
        const auto y = static_cast<double>(row % size.y);
        Reach & reach = reaches[label[first]];
        reach.Add(WorldFromVoxel(labels.geometry, {z, y, static_cast<double>(first)}));
        reach.Add(WorldFromVoxel(labels.geometry, {z, y, static_cast<double>(end - 1)}));
      }
    }
  }
  std::vector<StructureExtent> extents;
  for (const Segment & segment : segments)
  {
    const auto found = reaches.find(static_cast<std::int32_t>(segment.value));
    if (found == reaches.end())
    {
      extents.emplace_back();
      continue;
    }
    const auto along = [&](std::size_t axis) {
      return found->second.high[axis] - found->second.low[axis] + VoxelExtent(labels.geometry, axis);
    };
    extents.push_back({along(0), along(1), along(2)});
  }
  return extents;
}

} // namespace vox
