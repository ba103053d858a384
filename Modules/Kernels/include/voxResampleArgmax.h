// SPDX-License-Identifier: Apache-2.0
#ifndef voxResampleArgmax_h
#define voxResampleArgmax_h

#include "voxZyx.h"

#include <cstdint>

namespace vox::kernels
{

/** What turns class scores [K, D, H, W] of one grid into labels on another. */
struct ArgmaxResize
{
  std::int64_t channels = 1;
  Zyx<std::int64_t> inputSize;
  Zyx<std::int64_t> outputSize;
  Zyx<int> order{1, 1, 1};  ///< per axis: 0 nearest or 1 linear, as Resize
  bool roundToHalf = false; ///< round resized scores to half precision before they are compared
};

/** Half-open range of slices. */
struct SliceRange
{
  std::int64_t first = 0;
  std::int64_t last = 0;
};

/** Input slices that these output slices are made of. */
[[nodiscard]] SliceRange InputSlices(const ArgmaxResize & resize, const SliceRange & outputSlices);

/** labels[z, y, x] = the class with the largest resized score, ties to the lower class, for the output slices of one
 * slab. `scores` is [K, inputSlices, H, W], float32; `labels` [outputSlices, H', W']. `inputSlices` must contain
 * InputSlices(resize, outputSlices). Classes never exist at the output size: each thread works on a tile of rows that
 * fits its first cache, all classes one after another. In single precision; the result depends neither on the slabs nor
 * on `threads`. A score of minus infinity never wins against a number. Why a kernel: interpolate-then-argmax in a
 * tensor library moves K times the output volume through memory twice. Throws Error(Internal) for slices that do not
 * suffice or a size below 1. */
void ResizeArgmax(const ArgmaxResize & resize, const float * scores, const SliceRange & inputSlices,
                  std::int32_t * labels, const SliceRange & outputSlices, int threads);

} // namespace vox::kernels

#endif
