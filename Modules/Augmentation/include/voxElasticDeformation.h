// SPDX-License-Identifier: Apache-2.0
#ifndef voxElasticDeformation_h
#define voxElasticDeformation_h

#include "voxPatch.h"
#include "voxRandom.h"

#include <vector>

namespace vox
{

/** How far from itself each voxel of a patch reads, in voxels. */
struct DisplacementField
{
  Zyx<std::int64_t> size{1, 1, 1}; ///< of the patch; z is 1 where all slices move alike, within their planes
  std::vector<float> z;            ///< one value a voxel; empty where slices move within their planes
  std::vector<float> y;
  std::vector<float> x;
};

/** A random field as in Simard et al., "Best practices for convolutional neural networks applied to visual document
 * analysis", ICDAR 2003, DOI 10.1109/ICDAR.2003.1227801: for each axis a number of U(-1, 1) a voxel, drawn in the order
 * of memory, smoothed by a Gaussian of `sigmaVoxels` (GaussianBlur: cut off at 3 sigma, borders reflected), then all
 * components multiplied by one factor, so that the longest displacement of the field, as a Euclidean length, is
 * `largestVoxels`. Where `planar`, y and x only, for one slice. Neighbors differ by about largestVoxels / sigmaVoxels
 * or less; from 1 on the picture may fold. Throws Error(Internal) unless largestVoxels >= 0 and sigmaVoxels > 0. */
[[nodiscard]] DisplacementField DrawDisplacementField(const Zyx<std::int64_t> & size, bool planar, double largestVoxels,
                                                      double sigmaVoxels, Random & random);

/** The patch whose voxel p reads p + field(p). The image is interpolated linearly, labels (those of the stage before
 * and labelOutside too) come from the nearest voxel, exactly half from the even index. Beyond the border lies the patch
 * reflected, without its edge repeated. Throws Error(Internal) for a field of another size. */
[[nodiscard]] Patch Deform(const Patch & patch, const DisplacementField & field);

} // namespace vox

#endif
