// SPDX-License-Identifier: Apache-2.0
#include "voxResample.h"

#include "voxAxisResampler.h"
#include "voxError.h"
#include "voxParallelFor.h"

#include <algorithm>
#include <vector>

namespace vox::kernels
{
namespace
{
using Size = Zyx<std::int64_t>;

constexpr std::int64_t columnGrain = 4096; // columns of the z pass in one part of the work
constexpr std::int64_t sliceGrain = 4;
constexpr std::int64_t valueGrain = std::int64_t{1} << 20;

void
ResizeNearest(const float * input, const Size & inputSize, float * output, const Size & outputSize, int threads)
{
  const std::vector<std::int64_t> fromZ = NearestIndices(inputSize.z, outputSize.z);
  const std::vector<std::int64_t> fromY = NearestIndices(inputSize.y, outputSize.y);
  const std::vector<std::int64_t> fromX = NearestIndices(inputSize.x, outputSize.x);
  ParallelFor(0, outputSize.z, sliceGrain, threads, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t row = first * outputSize.y; row < last * outputSize.y; ++row)
    {
      const std::int64_t z = fromZ[static_cast<std::size_t>(row / outputSize.y)];
      const std::int64_t y = fromY[static_cast<std::size_t>(row % outputSize.y)];
      const float * const source = input + (z * inputSize.y + y) * inputSize.x;
      std::transform(fromX.begin(), fromX.end(), output + row * outputSize.x,
                     [&](std::int64_t x) { return source[x]; });
    }
  });
}

ClipRange
RangeOf(const float * values, std::int64_t count, int threads)
{
  std::vector<ClipRange> parts(static_cast<std::size_t>((count + valueGrain - 1) / valueGrain));
  ParallelFor(0, count, valueGrain, threads, [&](std::int64_t first, std::int64_t last) {
    float low = values[first];
    float high = values[first];
    for (std::int64_t i = first; i < last; ++i)
    {
      low = std::min(low, values[i]);
      high = std::max(high, values[i]);
    }
    parts[static_cast<std::size_t>(first / valueGrain)] = {low, high};
  });
  ClipRange range = parts.front();
  for (const ClipRange & part : parts)
  {
    range = {std::min(range.low, part.low), std::max(range.high, part.high)};
  }
  return range;
}

/** The three passes of one resize. */
struct Passes
{
  AxisResampler z;
  AxisResampler y;
  AxisResampler x;
  int threads;

  [[nodiscard]] bool
  PlaneIsIdentity() const
  {
    return y.Identity() && x.Identity();
  }

  /** One slice; `between` holds the result of its first pass. */
  void
  Plane(const float * input, float * output, const ClipRange & clip, std::vector<float> & between) const
  {
    const std::int64_t rowLength = x.InputSize();
    if (y.Identity())
    {
      x.AlongRows(input, y.InputSize(), output, clip);
    }
    else if (x.Identity())
    {
      y.AlongColumns(input, rowLength, 0, rowLength, output, clip);
    }
    else if (y.OutputSize() < y.InputSize())
    {
      between.resize(static_cast<std::size_t>(y.OutputSize() * rowLength));
      y.AlongColumns(input, rowLength, 0, rowLength, between.data(), {});
      x.AlongRows(between.data(), y.OutputSize(), output, clip);
    }
    else
    {
      between.resize(static_cast<std::size_t>(y.InputSize() * x.OutputSize()));
      x.AlongRows(input, y.InputSize(), between.data(), {});
      y.AlongColumns(between.data(), x.OutputSize(), 0, x.OutputSize(), output, clip);
    }
  }

  void
  Planes(const float * input, std::int64_t depth, float * output, const ClipRange & clip) const
  {
    const std::int64_t inputPlane = y.InputSize() * x.InputSize();
    const std::int64_t outputPlane = y.OutputSize() * x.OutputSize();
    ParallelFor(0, depth, sliceGrain, threads, [&](std::int64_t first, std::int64_t last) {
      std::vector<float> between;
      for (std::int64_t slice = first; slice < last; ++slice)
      {
        Plane(input + slice * inputPlane, output + slice * outputPlane, clip, between);
      }
    });
  }

  void
  Depth(const float * input, std::int64_t plane, float * output, const ClipRange & clip) const
  {
    ParallelFor(0, plane, columnGrain, threads, [&](std::int64_t first, std::int64_t last) {
      z.AlongColumns(input, plane, first, last, output, clip);
    });
  }
};
} // namespace

void
Resize(const float * input, const Size & inputSize, float * output, const Size & outputSize, int order, int threads)
{
  if (order != 0 && order != 1 && order != 3)
  {
    Fail(ErrorKind::Internal, "resize of order {}: known are 0 (nearest), 1 (linear) and 3 (cubic B-spline)", order);
  }
  if (order == 0)
  {
    ResizeNearest(input, inputSize, output, outputSize, threads);
    return;
  }
  const Passes passes{{inputSize.z, outputSize.z, order},
                      {inputSize.y, outputSize.y, order},
                      {inputSize.x, outputSize.x, order},
                      threads};
  if (inputSize == outputSize)
  {
    std::copy_n(input, Product(inputSize), output);
    return;
  }
  // Linear interpolation cannot leave the range.
  const ClipRange clip = order == 3 ? RangeOf(input, Product(inputSize), threads) : ClipRange{};
  const std::int64_t inputPlane = inputSize.y * inputSize.x;
  const std::int64_t outputPlane = outputSize.y * outputSize.x;
  if (passes.z.Identity())
  {
    passes.Planes(input, inputSize.z, output, clip);
  }
  else if (passes.PlaneIsIdentity())
  {
    passes.Depth(input, inputPlane, output, clip);
  }
  else if (inputSize.z * outputPlane <= outputSize.z * inputPlane)
  {
    std::vector<float> between(static_cast<std::size_t>(inputSize.z * outputPlane));
    passes.Planes(input, inputSize.z, between.data(), {});
    passes.Depth(between.data(), outputPlane, output, clip);
  }
  else
  {
    std::vector<float> between(static_cast<std::size_t>(outputSize.z * inputPlane));
    passes.Depth(input, inputPlane, between.data(), {});
    passes.Planes(between.data(), outputSize.z, output, clip);
  }
}

} // namespace vox::kernels
