// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentationRegions_h
#define voxSegmentationRegions_h

#include "voxSegmentationTask.h"

#include <itkImageBase.h>

#include <algorithm>

namespace itk::vox
{

// Between ITK's templates of two or three dimensions and the plain structures of voxSegmentationTask.h.

template <unsigned int VDimension>
SegmentationRegion
PlainRegion(const ImageRegion<VDimension> & region)
{
  SegmentationRegion result;
  for (unsigned int axis = 0; axis < std::min(VDimension, 3U); ++axis)
  {
    result.index[axis] = static_cast<std::int64_t>(region.GetIndex(axis));
    result.size[axis] = static_cast<std::int64_t>(region.GetSize(axis));
  }
  return result;
}

template <unsigned int VDimension>
ImageRegion<VDimension>
ItkRegion(const SegmentationRegion & region)
{
  ImageRegion<VDimension> result;
  for (unsigned int axis = 0; axis < std::min(VDimension, 3U); ++axis)
  {
    result.SetIndex(axis, static_cast<IndexValueType>(region.index[axis]));
    result.SetSize(axis, static_cast<SizeValueType>(region.size[axis]));
  }
  return result;
}

/** Where the largest region of an image lies. */
template <unsigned int VDimension>
SegmentationGrid
PlainGrid(const ImageBase<VDimension> & image)
{
  SegmentationGrid grid;
  grid.region = PlainRegion(image.GetLargestPossibleRegion());
  for (unsigned int axis = 0; axis < std::min(VDimension, 3U); ++axis)
  {
    grid.spacing[axis] = image.GetSpacing()[axis];
    grid.origin[axis] = image.GetOrigin()[axis];
    for (unsigned int row = 0; row < std::min(VDimension, 3U); ++row)
    {
      grid.direction[row][axis] = image.GetDirection()[row][axis];
    }
  }
  return grid;
}

} // namespace itk::vox

#endif
