// SPDX-License-Identifier: Apache-2.0
#ifndef voxForEachIndex_h
#define voxForEachIndex_h

#include "voxParallelFor.h"
#include "voxZyx.h"

#include <cstdint>

namespace vox::kernels
{

/** Calls body(x, y, z) for every index below body.Extent(), x fastest: the CPU's side of what a CUDA device does with
 * one thread per index. Indices may run at the same time, so each writes only what is its own. */
template <typename TBody>
void
ForEachIndex(const TBody & body, int threads)
{
  const Zyx<std::int64_t> extent = body.Extent();
  ParallelFor(0, extent.z * extent.y, 64, threads, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t row = first; row < last; ++row)
    {
      for (std::int64_t x = 0; x < extent.x; ++x)
      {
        body(x, row % extent.y, row / extent.y);
      }
    }
  });
}

} // namespace vox::kernels

#endif
