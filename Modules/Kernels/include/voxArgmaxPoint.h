// SPDX-License-Identifier: Apache-2.0
#ifndef voxArgmaxPoint_h
#define voxArgmaxPoint_h

#include "voxLinearTap.h"
#include "voxRoundToHalf.h"
#include "voxZyx.h"

#include <cstdint>

namespace vox::kernels
{

/** The label of one output voxel from class or region scores of another grid: what ResizeArgmax computes, one voxel at
 * a time, as a CUDA device does. The score of channel k at (z, y, x) lies at k * channelStride + (z - firstSlice) %
 * planes * sliceStride + y * rowStride + x, so `scores` is a slab (planes = its slices, firstSlice = the first of
 * them), or the inner part of a ring whose image was padded (firstSlice = -zeros before the image). */
struct ArgmaxPoint
{
  std::int64_t channels = 1;
  Zyx<std::int64_t> inputSize;
  Zyx<std::int64_t> outputSize;
  Zyx<int> order{1, 1, 1};
  bool roundToHalf = false;
  const float * scores = nullptr;
  std::int64_t firstSlice = 0;
  std::int64_t planes = 1;
  std::int64_t channelStride = 0;
  std::int64_t sliceStride = 0;
  std::int64_t rowStride = 0;
  const std::int32_t * regionValues = nullptr; ///< [channels] as in ArgmaxResize, or null for classes
  std::int32_t * labels = nullptr;             ///< [outputSlices, H', W']
  std::int64_t firstOutputSlice = 0;
  std::int64_t outputSlices = 1;

  [[nodiscard]] Zyx<std::int64_t>
  Extent() const
  {
    return {outputSlices, outputSize.y, outputSize.x};
  }

  /** Strides of scores [channels, planes, H, W] without gaps. */
  void
  SetDense()
  {
    rowStride = inputSize.x;
    sliceStride = inputSize.y * rowStride;
    channelStride = planes * sliceStride;
  }

  VOX_HOST_DEVICE void
  operator()(std::int64_t x, std::int64_t y, std::int64_t z) const
  {
    const LinearTap atZ = LinearTapAt(firstOutputSlice + z, inputSize.z, outputSize.z, order.z);
    const LinearTap atY = LinearTapAt(y, inputSize.y, outputSize.y, order.y);
    const LinearTap atX = LinearTapAt(x, inputSize.x, outputSize.x, order.x);
    const float * low = scores + (atZ.low - firstSlice) % planes * sliceStride;
    const float * high = scores + (atZ.high - firstSlice) % planes * sliceStride;
    std::int32_t label = 0;
    float best = 0.0F;
    for (std::int64_t channel = 0; channel < channels; ++channel)
    {
      const float exact = Score(low, high, atZ, atY, atX);
      const float score = roundToHalf ? RoundToHalf(exact) : exact;
      if (regionValues != nullptr)
      {
        label = score > 0.0F ? regionValues[channel] : label;
      }
      else if (channel == 0 || score > best)
      {
        best = score;
        label = static_cast<std::int32_t>(channel);
      }
      low += channelStride;
      high += channelStride;
    }
    labels[(z * outputSize.y + y) * outputSize.x + x] = label;
  }

private:
  /** An unused tap may hold an infinity, so it is left out rather than multiplied by 0. */
  [[nodiscard]] VOX_HOST_DEVICE static float
  Blend(float low, float high, const LinearTap & tap)
  {
    return tap.low == tap.high ? low
                               : static_cast<float>(tap.lowWeight) * low + static_cast<float>(tap.highWeight) * high;
  }

  /** Along z, then x, then y: the order of ResizeArgmax. */
  [[nodiscard]] VOX_HOST_DEVICE float
  Score(const float * low, const float * high, const LinearTap & atZ, const LinearTap & atY,
        const LinearTap & atX) const
  {
    const std::int64_t lowRow = atY.low * rowStride;
    const std::int64_t highRow = atY.high * rowStride;
    const auto column = [&](std::int64_t offset) { return Blend(low[offset], high[offset], atZ); };
    const float above = Blend(column(lowRow + atX.low), column(lowRow + atX.high), atX);
    const float below = Blend(column(highRow + atX.low), column(highRow + atX.high), atX);
    return Blend(above, below, atY);
  }
};

} // namespace vox::kernels

#endif
