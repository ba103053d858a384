// SPDX-License-Identifier: Apache-2.0
#ifndef voxTopology_h
#define voxTopology_h

#include "voxZyx.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** Kernels and strides of a U-Net, one entry per stage, stage 0 at full resolution. */
struct Topology
{
  std::vector<Zyx<std::int64_t>> kernelSizes;
  std::vector<Zyx<std::int64_t>> strides;
  Zyx<std::int64_t> divisors{1, 1, 1}; ///< product of the strides
  Zyx<std::int64_t> patchSize;         ///< the given patch padded up to multiples of `divisors`
};

/** nnU-Net's rule for the shape of a U-Net, from spacing and patch alone. A stage halves every axis that has at least 8
 * voxels left and whose spacing is below twice the smallest spacing among such axes, then doubles the spacing of those
 * axes; it ends when no axis is left, or a single one of fewer than 12 voxels. A kernel is 1 on an axis until that axis
 * comes within a factor of two of the finest spacing, then 3 for good; the last stage has 3 everywhere. `patchSize` may
 * hold halves: it comes from a median. With `dimensions` 2 the z axis stays out: kernel, stride and patch 1. Source:
 * get_pool_and_conv_props of nnU-Net 2.8.1 (Isensee et al. 2021, DOI 10.1038/s41592-020-01008-z). */
[[nodiscard]] Topology MakeTopology(const Zyx<double> & spacingMm, const Zyx<double> & patchSize, int dimensions);

} // namespace vox

#endif
