// SPDX-License-Identifier: Apache-2.0
#ifndef voxMaskDistances_h
#define voxMaskDistances_h

#include "voxZyx.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace vox
{

/** Throws Error(Usage) unless `extentMm` is empty or three numbers above 0. */
void RequireExtent(const std::vector<double> & extentMm, const char * name);

/** Distance of neighboring voxels in mm where voxels of these spatial sizes, [D, H, W] or [H, W], cover `extentMm`; 1
 * where that is empty. Coarser outputs of a network so have a spacing of their own. The z of two dimensions is 1. */
[[nodiscard]] Zyx<double> SpacingOf(at::IntArrayRef sizes, const std::vector<double> & extentMm);

/** Exact Euclidean distances in mm of each mask [D, H, W] or [H, W] of `masks` [N, K, ...] by itself, from voxel center
 * to voxel center, in the type of `like`. Both are 0 where a mask is empty or full. */
struct MaskDistances
{
  at::Tensor toMask;   ///< from each voxel to the nearest one in the mask: 0 inside
  at::Tensor toOthers; ///< from each voxel to the nearest one that is not in the mask: 0 outside
};
[[nodiscard]] MaskDistances DistancesOf(const at::Tensor & masks, const Zyx<double> & spacing, const at::Tensor & like);

/** Signed distances in mm from the boundary of each mask, in the type of `like`: outside the distance to the mask,
 * inside minus the distance to the nearest voxel that is not in it, less one spacing (the smallest of the axes), so
 * that the inner rim is 0. 0 where a mask is empty or full. */
[[nodiscard]] at::Tensor SignedDistancesOf(const at::Tensor & masks, const std::vector<double> & extentMm,
                                           const at::Tensor & like);

} // namespace vox

#endif
