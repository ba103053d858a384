// SPDX-License-Identifier: Apache-2.0
#ifndef voxGridGeometry_h
#define voxGridGeometry_h

#include "voxSegmentationTask.h"

#include "voxImageGeometry.h"

namespace itk::vox
{

/** The geometry of the largest region: tensor axes z, y, x, the origin at its first voxel. */
[[nodiscard]] ::vox::ImageGeometry GeometryOf(const SegmentationGrid & grid);

/** A region as a box that counts from the first voxel of the grid. Throws Error(BadInput) where it is empty or reaches
 * beyond it. */
[[nodiscard]] ::vox::Box BoxOf(const SegmentationRegion & region, const SegmentationGrid & grid);

[[nodiscard]] SegmentationRegion RegionOf(const ::vox::Box & box, const SegmentationGrid & grid);

} // namespace itk::vox

#endif
