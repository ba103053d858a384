// SPDX-License-Identifier: Apache-2.0
#ifndef voxComponents_h
#define voxComponents_h

#include "voxVolume.h"

#include <cstdint>
#include <span>

namespace vox
{

/** Common to the three functions: labels are int32 [1, D, H, W]; a structure is the union of `values`; the argument is
 * left as it is and the result is a new label map of the same geometry. Axes along which the image has a single voxel
 * have no neighbors, so a 2D image (D = 1) is treated in its plane. Throws Error(Usage) when `values` is empty or holds
 * 0, and Error(BadInput) for voxels of another shape. */

/** Sets to 0 every voxel of the structure (union of `values`) outside its largest connected component. Components are
 * fully connected (26 neighbours in 3D, 8 in 2D); of components of equal size all are kept, as in nnU-Net. Other labels
 * stay. An absent structure changes nothing. */
[[nodiscard]] Volume KeepLargestComponent(const Volume & labels, std::span<const std::int64_t> values);

/** Sets to 0 the components (26 neighbors in 3D, 8 in 2D) of the structure that are smaller than `minimumMm3`; a
 * component of exactly that volume stays. The volume of a voxel is the product of the three spacings, in 2D too. Throws
 * Error(Usage) unless `minimumMm3` is a finite number, 0 or more. */
[[nodiscard]] Volume RemoveSmallComponents(const Volume & labels, std::span<const std::int64_t> values,
                                           double minimumMm3);

/** Gives background voxels that the structure encloses the value `fillWith`: voxels of value 0 from which no path
 * through face neighbors (6 in 3D, 4 in 2D) outside of the structure reaches the border of the image. Other labels
 * inside a hole stay. */
[[nodiscard]] Volume FillHoles(const Volume & labels, std::span<const std::int64_t> values, std::int64_t fillWith);

} // namespace vox

#endif
