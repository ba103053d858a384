// SPDX-License-Identifier: Apache-2.0
#ifndef voxResampleArgmax_h
#define voxResampleArgmax_h

#include "voxZyx.h"

#include <cstdint>
#include <vector>

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
  /** Empty: channels are classes, the largest resized score wins. Else one value for each channel: channels are regions
   * that may overlap, and voxels whose resized score is above 0 get the value, later channels over earlier ones. */
  std::vector<std::int32_t> regionValues{};
};

/** Half-open range of slices. */
struct SliceRange
{
  std::int64_t first = 0;
  std::int64_t last = 0;

  [[nodiscard]] std::int64_t
  Count() const
  {
    return last - first;
  }
};

/** Some slices of the scores, float32; the slices of a channel are dense. */
struct ScoreSlab
{
  const float * values = nullptr;
  SliceRange slices;
  std::int64_t channelStride = 0; ///< values from one channel to the next
};

/** Input slices that these output slices are made of. */
[[nodiscard]] SliceRange InputSlices(const ArgmaxResize & resize, const SliceRange & outputSlices);

/** labels[z, y, x] = the class with the largest resized score, ties to the lower class (or as regionValues says), for
 * the output slices of one slab; `labels` is [outputSlices, H', W']. The slab must contain InputSlices(resize,
 * outputSlices). Classes never exist at the output size: each thread works on a tile that fits its first cache, all
 * classes one after another; classes that cannot win there are left out, because linear interpolation stays between its
 * samples. In single precision; the result depends neither on the slabs nor on `threads`. A score of minus infinity
 * never wins against a number. Why a kernel: interpolate-then-argmax in a tensor library moves K times the output
 * volume through memory twice. Throws Error(Internal) for slices that do not suffice or a size below 1. */
void ResizeArgmax(const ArgmaxResize & resize, const ScoreSlab & scores, std::int32_t * labels,
                  const SliceRange & outputSlices, int threads);

} // namespace vox::kernels

#endif
