// SPDX-License-Identifier: Apache-2.0
#ifndef voxSoftSkeleton_h
#define voxSoftSkeleton_h

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace vox
{

/** Soft skeleton S of maps [N, C, D, H, W] or [N, C, H, W] with values in [0, 1]: what an opening removes of the map
 * and of its successive erosions, S <- S + d (1 - S) with d = max(0, x - open(x)), x eroded `iterations` times. An
 * erosion is the smallest of a voxel and its face neighbors, a dilation the largest of the block of three in each axis;
 * nothing lies outside of the map. As many iterations as the largest radius in voxels leave the center lines alone.
 *
 * Where `ignored` (a mask of the shape of the map or one that broadcasts to it; undefined: nowhere) is set, a voxel
 * takes no part in erosions and dilations, and the skeleton is without meaning. The result has the shape and type of
 * the map, values in [0, 1], and a gradient through the voxels that are smallest or largest. Source: Shit et al. 2021,
 * DOI 10.1109/CVPR46437.2021.01629, algorithm 1. */
[[nodiscard]] at::Tensor SoftSkeleton(const at::Tensor & maps, std::int64_t iterations,
                                      const at::Tensor & ignored = {});

} // namespace vox

#endif
