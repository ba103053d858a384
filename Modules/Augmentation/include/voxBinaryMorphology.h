// SPDX-License-Identifier: Apache-2.0
#ifndef voxBinaryMorphology_h
#define voxBinaryMorphology_h

#include "voxBinaryVolume.h"

#include <vector>

namespace vox
{

/** The shape that a mask is dilated or eroded with, as rows along x: the voxel offsets (z, y, first x to last x). */
struct StructuringElement
{
  struct Row
  {
    std::int64_t z;
    std::int64_t y;
    std::int64_t firstX;
    std::int64_t lastX; ///< included
  };
  std::vector<Row> rows;
};

/** scikit-image's `ball` for a radius >= 0 of any size, centred as torch pads a convolution that keeps its size
 * ("same"). For a whole radius, the voxels whose centre lies within it. Otherwise, as in nnU-Net, no ball on the voxel
 * grid: floor(2 radius + 1) points from -radius to radius, evenly spaced, lie on each axis; where their number is even
 * the element reaches one voxel further up than down, and moves what it is applied to by half a voxel. */
[[nodiscard]] StructuringElement BallElement(double radiusVoxels);

/** scikit-image's `disk` in the y, x plane, likewise: ceil(2 radius + 1) points -radius, -radius + 1, ... on each axis,
 * those within the radius belong to it. */
[[nodiscard]] StructuringElement DiskElement(double radiusVoxels);

/** A voxel is set if any voxel at an offset of the element is set. Outside of the volume nothing is set. */
[[nodiscard]] BinaryVolume Dilate(const BinaryVolume & mask, const StructuringElement & element);

/** A voxel is set if all voxels at offsets of the element are set. Outside of the volume all are. */
[[nodiscard]] BinaryVolume Erode(const BinaryVolume & mask, const StructuringElement & element);

/** Dilate, then Erode, with the same element; both read offsets the same way, so an element that is not symmetric moves
 * the mask. */
[[nodiscard]] BinaryVolume Close(const BinaryVolume & mask, const StructuringElement & element);

/** Erode, then Dilate; moves the mask as Close does. */
[[nodiscard]] BinaryVolume Open(const BinaryVolume & mask, const StructuringElement & element);

} // namespace vox

#endif
