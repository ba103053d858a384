// SPDX-License-Identifier: Apache-2.0
#ifndef voxNormBlocks_h
#define voxNormBlocks_h

#include "Blocks/voxNormKernel.h"

#include <ATen/Parallel.h>

#include <algorithm>

namespace vox
{

/** The voxels of each sample in blocks whose values stay in the first-level cache between two passes; their size is
 * never a function of the threads. */
struct NormBlocks
{
  explicit NormBlocks(const NormExtent & normExtent)
      : extent(normExtent),
        voxels(std::max<std::int64_t>(16, 4096 / extent.channels)),
        count((extent.voxels + voxels - 1) / voxels)
  {}

  NormExtent extent;
  std::int64_t voxels; ///< of each block but the last of a sample, which has the rest
  std::int64_t count;  ///< of each sample

  /** Calls body(sample, block, place of the first value, number of voxels) for all blocks of the samples first, ...,
   * last - 1, on several threads; blocks count from the first one of sample 0. */
  template <typename TBody>
  void
  ForEach(std::int64_t first, std::int64_t last, TBody && body) const
  {
    at::parallel_for(first * count, last * count, 8, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t block = begin; block < end; ++block)
      {
        const std::int64_t sample = block / count;
        const std::int64_t voxel = block % count * voxels;
        body(sample, block, (sample * extent.voxels + voxel) * extent.channels,
             std::min(voxels, extent.voxels - voxel));
      }
    });
  }
};

} // namespace vox

#endif
