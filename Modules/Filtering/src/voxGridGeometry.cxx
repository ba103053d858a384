// SPDX-License-Identifier: Apache-2.0
#include "voxGridGeometry.h"

#include "voxError.h"

#include <fmt/ranges.h>

namespace itk::vox
{

::vox::ImageGeometry
GeometryOf(const SegmentationGrid & grid)
{
  ::vox::ImageGeometry geometry;
  geometry.originLps = grid.origin;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const std::size_t tensorAxis = 2 - axis;
    geometry.size[tensorAxis] = grid.region.size[axis];
    geometry.spacingMm[tensorAxis] = grid.spacing[axis];
    const double toFirst = grid.spacing[axis] * static_cast<double>(grid.region.index[axis]);
    for (std::size_t row = 0; row < 3; ++row)
    {
      geometry.directionLps[row][tensorAxis] = grid.direction[row][axis];
      geometry.originLps[row] += grid.direction[row][axis] * toFirst;
    }
  }
  return geometry;
}

::vox::Box
BoxOf(const SegmentationRegion & region, const SegmentationGrid & grid)
{
  ::vox::Box box;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const std::int64_t first = region.index[axis] - grid.region.index[axis];
    if (first < 0 || region.size[axis] < 1 || first + region.size[axis] > grid.region.size[axis])
    {
      ::vox::Fail(::vox::ErrorKind::BadInput,
                  "the region of {} voxels at index ({}) is not inside the image, {} voxels at index ({}) (x, y, z)",
                  fmt::join(region.size, " x "), fmt::join(region.index, ", "), fmt::join(grid.region.size, " x "),
                  fmt::join(grid.region.index, ", "));
    }
    box.lower[2 - axis] = first;
    box.upper[2 - axis] = first + region.size[axis];
  }
  return box;
}

SegmentationRegion
RegionOf(const ::vox::Box & box, const SegmentationGrid & grid)
{
  SegmentationRegion region;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    region.index[axis] = grid.region.index[axis] + box.lower[2 - axis];
    region.size[axis] = box.upper[2 - axis] - box.lower[2 - axis];
  }
  return region;
}

} // namespace itk::vox
