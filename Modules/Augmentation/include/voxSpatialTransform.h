// SPDX-License-Identifier: Apache-2.0
#ifndef voxSpatialTransform_h
#define voxSpatialTransform_h

#include "voxImageGeometry.h"
#include "voxPatch.h"

namespace vox
{

/** R S with R = R_x R_y R_z in the order of tensor axes: a rotation about z (in the y, x plane) is applied first, then
 * about y, then about x; S is the diagonal of `scales`. Angles in radians. Rotation and scaling of nnU-Net's
 * SpatialTransform. */
[[nodiscard]] Matrix3 RotationScalingMatrix(const Zyx<double> & anglesRadians, const Zyx<double> & scales);

/** Samples a patch of `size` voxels out of a larger one, image and labels in one pass.
 *
 * Patch voxel p reads the continuous index `matrix` (p - (size - 1) / 2) + center - 1/2; `center` counts voxel edges,
 * so half the size of the source keeps the middle in the middle. A matrix that enlarges distances shrinks the object.
 * The image is interpolated linearly and counts as 0 outside. Each label is interpolated linearly as a mask of 0 and
 * 1000, rounded to float16, and the largest wins; of equal ones the label of the nearest voxel, or else the smallest.
 * Outside of the source lies `outsideLabel`, which takes part in the vote. Agrees with batchgeneratorsv2 0.3.6
 * (grid_sample, align_corners=False).
 *
 * A matrix that leaves z alone (row and column z of the identity, slices meeting slices) is sampled slice by slice. */
[[nodiscard]] Patch ResampleAffine(const Patch & patch, const Zyx<std::int64_t> & size, const Matrix3 & matrix,
                                   const Zyx<double> & center, std::int16_t outsideLabel = labelOutside);

} // namespace vox

#endif
