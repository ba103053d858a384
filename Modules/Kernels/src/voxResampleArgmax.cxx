// SPDX-License-Identifier: Apache-2.0
#include "voxResampleArgmax.h"

#include "voxArgmaxTile.h"
#include "voxError.h"
#include "voxParallelFor.h"

#include <algorithm>

namespace vox::kernels
{
namespace
{
// Few classes compete in a small tile; rows of a vector register or two would be all overhead.
constexpr std::int64_t tileRows = 16;
constexpr std::int64_t tileColumns = 64;

void
RequireSlices(const ArgmaxResize & resize, const ScoreSlab & scores, const SliceRange & outputSlices)
{
  const SliceRange needed = InputSlices(resize, outputSlices);
  if (scores.slices.first > needed.first || scores.slices.last < needed.last)
  {
    Fail(ErrorKind::Internal, "resize of class scores: found input slices [{}, {}), expected at least [{}, {})",
         scores.slices.first, scores.slices.last, needed.first, needed.last);
  }
}
} // namespace

SliceRange
InputSlices(const ArgmaxResize & resize, const SliceRange & outputSlices)
{
  const LinearTaps taps = MakeLinearTaps(resize.inputSize.z, resize.outputSize.z, resize.order.z);
  return {taps.low[static_cast<std::size_t>(outputSlices.first)],
          taps.high[static_cast<std::size_t>(outputSlices.last - 1)] + 1};
}

void
ResizeArgmax(const ArgmaxResize & resize, const ScoreSlab & scores, std::int32_t * labels,
             const SliceRange & outputSlices, int threads)
{
  RequireSlices(resize, scores, outputSlices);
  const ArgmaxTaps taps(resize);
  const ScoreBounds bounds(resize, scores, threads);
  const Zyx<std::int64_t> & size = resize.outputSize;
  const std::int64_t across = (size.x + tileColumns - 1) / tileColumns;
  const std::int64_t tilesPerSlice = (size.y + tileRows - 1) / tileRows * across;
  ParallelFor(0, outputSlices.Count() * tilesPerSlice, 8, threads, [&](std::int64_t first, std::int64_t last) {
    ArgmaxTileWorker worker(resize, scores, taps, bounds);
    for (std::int64_t i = first; i < last; ++i)
    {
      const std::int64_t slice = i / tilesPerSlice;
      const std::int64_t y = i % tilesPerSlice / across * tileRows;
      const std::int64_t x = i % across * tileColumns;
      worker.Classify(
          {outputSlices.first + slice, {y, std::min(y + tileRows, size.y)}, {x, std::min(x + tileColumns, size.x)}},
          labels + slice * size.y * size.x);
    }
  });
}

} // namespace vox::kernels
