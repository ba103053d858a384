// SPDX-License-Identifier: Apache-2.0
#include "voxResampleArgmax.h"

#include "voxAxisTaps.h"
#include "voxError.h"
#include "voxParallelFor.h"
#include "voxTargetClones.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

namespace vox::kernels
{
namespace
{
constexpr std::int64_t tileVoxels = 4 * 1024; // scores of one tile of output rows stay in L1

/** Nearest half-precision number, ties to even; below 2^-14 its subnormals. */
inline float
RoundToHalf(float value)
{
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const float normal = std::bit_cast<float>((bits + 0xFFFU + ((bits >> 13U) & 1U)) & ~0x1FFFU);
  const float subnormal = (value + 0.75F) - 0.75F;
  return std::fabs(value) < 0x1p-14F ? subnormal : normal;
}

VOX_TARGET_CLONES void
Blend(const float * __restrict low, const float * __restrict high, float lowWeight, float highWeight,
      std::int64_t count, float * __restrict output)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    output[i] = lowWeight * low[i] + highWeight * high[i];
  }
}

VOX_TARGET_CLONES void
RoundRow(const float * __restrict values, std::int64_t count, float * __restrict rounded)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    rounded[i] = RoundToHalf(values[i]);
  }
}

VOX_TARGET_CLONES void
KeepLarger(const float * __restrict scores, std::int32_t channel, std::int64_t count, float * __restrict best,
           std::int32_t * __restrict labels)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    const float before = best[i];
    const std::int32_t label = labels[i];
    const std::int32_t mask = -static_cast<std::int32_t>(scores[i] > before); // no branch: noise would mispredict it
    best[i] = scores[i] > before ? scores[i] : before;
    labels[i] = (channel & mask) | (label & ~mask);
  }
}

/** An unused tap may hold an infinity, so it is left out rather than multiplied by 0. */
const float *
BlendOrPass(const float * rows, const LinearTaps & taps, std::size_t k, std::int64_t origin, std::int64_t stride,
            std::int64_t count, float * buffer)
{
  const float * const low = rows + (taps.low[k] - origin) * stride;
  if (taps.low[k] == taps.high[k])
  {
    return low;
  }
  Blend(low, rows + (taps.high[k] - origin) * stride, static_cast<float>(taps.lowWeight[k]),
        static_cast<float>(taps.highWeight[k]), count, buffer);
  return buffer;
}

/** Taps along x in the form that vectorizes. */
struct RowTaps
{
  explicit RowTaps(const LinearTaps & taps)
      : low(taps.low.begin(), taps.low.end()),
        high(taps.high.begin(), taps.high.end()),
        lowWeight(taps.lowWeight.begin(), taps.lowWeight.end()),
        highWeight(taps.highWeight.begin(), taps.highWeight.end())
  {
    for (std::size_t k = 0; k < low.size(); ++k)
    {
      if (low[k] == high[k])
      {
        lowWeight[k] = highWeight[k] = 0.5F; // two halves of one score are the score, an infinite one too
      }
    }
  }

  std::vector<std::int32_t> low;
  std::vector<std::int32_t> high;
  std::vector<float> lowWeight;
  std::vector<float> highWeight;
};

VOX_TARGET_CLONES void
ResizeRow(const float * __restrict input, const std::int32_t * __restrict low, const std::int32_t * __restrict high,
          const float * __restrict lowWeight, const float * __restrict highWeight, std::int64_t count,
          float * __restrict output)
{
  for (std::int64_t k = 0; k < count; ++k)
  {
    output[k] = lowWeight[k] * input[low[k]] + highWeight[k] * input[high[k]];
  }
}

/** Output rows [first, last) of one output slice. */
struct Tile
{
  std::int64_t slice;
  std::int64_t first;
  std::int64_t last;
};

struct Slab
{
  const ArgmaxResize & resize;
  const float * scores;
  SliceRange slices;
  LinearTaps z;
  LinearTaps y;
  RowTaps x;

  /** Along z and x first, where the rows are few; along y last, at the width of the output. */
  void
  Classify(const Tile & tile, std::int32_t * labels) const
  {
    const std::int64_t width = resize.outputSize.x;
    const std::int64_t inputWidth = resize.inputSize.x;
    const std::int64_t inputRow = y.low[static_cast<std::size_t>(tile.first)];
    const std::int64_t inputRows = y.high[static_cast<std::size_t>(tile.last - 1)] + 1 - inputRow;
    const std::int64_t plane = resize.inputSize.y * inputWidth;
    std::vector<float> best(static_cast<std::size_t>((tile.last - tile.first) * width));
    std::vector<float> narrow(static_cast<std::size_t>(inputRows * inputWidth));
    std::vector<float> wide(static_cast<std::size_t>(inputRows * width));
    std::vector<float> resized(static_cast<std::size_t>(width));
    for (std::int64_t channel = 0; channel < resize.channels; ++channel)
    {
      const float * const source = scores + channel * (slices.last - slices.first) * plane + inputRow * inputWidth;
      const float * const rows = BlendOrPass(source, z, static_cast<std::size_t>(tile.slice), slices.first, plane,
                                             inputRows * inputWidth, narrow.data());
      for (std::int64_t row = 0; row < inputRows; ++row)
      {
        ResizeRow(rows + row * inputWidth, x.low.data(), x.high.data(), x.lowWeight.data(), x.highWeight.data(), width,
                  wide.data() + row * width);
      }
      for (std::int64_t row = tile.first; row < tile.last; ++row)
      {
        const float * values =
            BlendOrPass(wide.data(), y, static_cast<std::size_t>(row), inputRow, width, width, resized.data());
        if (resize.roundToHalf)
        {
          RoundRow(values, width, resized.data());
          values = resized.data();
        }
        const std::int64_t offset = (row - tile.first) * width;
        if (channel == 0)
        {
          std::copy_n(values, width, best.data() + offset);
          std::fill_n(labels + offset, width, 0);
        }
        else
        {
          KeepLarger(values, static_cast<std::int32_t>(channel), width, best.data() + offset, labels + offset);
        }
      }
    }
  }
};
} // namespace

SliceRange
InputSlices(const ArgmaxResize & resize, const SliceRange & outputSlices)
{
  const LinearTaps taps = MakeLinearTaps(resize.inputSize.z, resize.outputSize.z, resize.order.z);
  return {taps.low[static_cast<std::size_t>(outputSlices.first)],
          taps.high[static_cast<std::size_t>(outputSlices.last - 1)] + 1};
}

void
ResizeArgmax(const ArgmaxResize & resize, const float * scores, const SliceRange & inputSlices, std::int32_t * labels,
             const SliceRange & outputSlices, int threads)
{
  const SliceRange needed = InputSlices(resize, outputSlices);
  if (inputSlices.first > needed.first || inputSlices.last < needed.last)
  {
    Fail(ErrorKind::Internal, "resize of class scores: found input slices [{}, {}), expected at least [{}, {})",
         inputSlices.first, inputSlices.last, needed.first, needed.last);
  }
  const Slab slab{resize,
                  scores,
                  inputSlices,
                  MakeLinearTaps(resize.inputSize.z, resize.outputSize.z, resize.order.z),
                  MakeLinearTaps(resize.inputSize.y, resize.outputSize.y, resize.order.y),
                  RowTaps(MakeLinearTaps(resize.inputSize.x, resize.outputSize.x, resize.order.x))};
  const std::int64_t width = resize.outputSize.x;
  const std::int64_t height = resize.outputSize.y;
  const std::int64_t tileRows = std::clamp<std::int64_t>(tileVoxels / width, 1, height);
  const std::int64_t tilesPerSlice = (height + tileRows - 1) / tileRows;
  ParallelFor(0, (outputSlices.last - outputSlices.first) * tilesPerSlice, 4, threads,
              [&](std::int64_t first, std::int64_t last) {
                for (std::int64_t tile = first; tile < last; ++tile)
                {
                  const std::int64_t slice = tile / tilesPerSlice;
                  const std::int64_t row = tile % tilesPerSlice * tileRows;
                  slab.Classify({outputSlices.first + slice, row, std::min(row + tileRows, height)},
                                labels + (slice * height + row) * width);
                }
              });
}

} // namespace vox::kernels
