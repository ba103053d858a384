// SPDX-License-Identifier: Apache-2.0
#include "voxResampleLabels.h"

#include "voxAxisTaps.h"
#include "voxError.h"
#include "voxParallelFor.h"
#include "voxResample.h"
#include "voxTargetClones.h"

#include <algorithm>
#include <array>
#include <vector>

namespace vox::kernels
{
namespace
{
using Size = Zyx<std::int64_t>;
using Label = std::int16_t;

constexpr std::int32_t mixed = std::int32_t{1} << 16; // no label: these have 16 bits

/** The label that four rows agree on at each place, or `mixed`. True if they agree on one label all along. */
VOX_TARGET_CLONES bool
Agree(const std::array<const Label *, 4> & rows, std::int64_t count, std::int32_t * agreed)
{
  const Label first = rows[0][0];
  std::int32_t differing = 0;
  for (std::int64_t x = 0; x < count; ++x)
  {
    const Label label = rows[0][x];
    const bool same = (label == rows[1][x]) & (label == rows[2][x]) & (label == rows[3][x]);
    agreed[x] = same ? label : mixed;
    differing |= agreed[x] ^ first;
  }
  return differing == 0;
}

/** The at most eight neighbors of one output voxel, in SciPy's order: z slowest, x fastest. */
struct Neighbors
{
  std::array<Label, 8> label;
  std::array<double, 8> weight;
};

Label
Vote(const Neighbors & neighbors, Label nearest)
{
  std::array<Label, 8> labels{};
  std::array<double, 8> scores{};
  std::size_t count = 0;
  for (std::size_t i = 0; i < neighbors.label.size(); ++i)
  {
    std::size_t entry = 0;
    while (entry < count && labels[entry] != neighbors.label[i])
    {
      ++entry;
    }
    if (entry == count)
    {
      labels[count] = neighbors.label[i];
      scores[count++] = 0.0;
    }
    scores[entry] += neighbors.weight[i];
  }
  Label winner = labels[0];
  double best = scores[0];
  double nearestScore = 0.0;
  for (std::size_t entry = 0; entry < count; ++entry)
  {
    if (scores[entry] > best || (scores[entry] == best && labels[entry] < winner))
    {
      best = scores[entry];
      winner = labels[entry];
    }
    nearestScore = labels[entry] == nearest ? scores[entry] : nearestScore;
  }
  return nearestScore == best ? nearest : winner;
}

struct LabelResampler
{
  LinearTaps z;
  LinearTaps y;
  LinearTaps x;
  std::vector<std::int64_t> nearestZ;
  std::vector<std::int64_t> nearestY;
  std::vector<std::int64_t> nearestX;

  /** `agreed` is room for a row of the input. */
  void
  Row(const Label * input, const Size & inputSize, std::size_t outZ, std::size_t outY, std::int32_t * agreed,
      Label * output) const
  {
    const auto row = [&](std::int64_t inZ, std::int64_t inY) {
      return input + (inZ * inputSize.y + inY) * inputSize.x;
    };
    const std::array<const Label *, 4> rows{row(z.low[outZ], y.low[outY]), row(z.low[outZ], y.high[outY]),
                                            row(z.high[outZ], y.low[outY]), row(z.high[outZ], y.high[outY])};
    if (Agree(rows, inputSize.x, agreed))
    {
      std::fill_n(output, x.low.size(), rows[0][0]);
      return;
    }
    const std::array<double, 4> weights{z.lowWeight[outZ] * y.lowWeight[outY], z.lowWeight[outZ] * y.highWeight[outY],
                                        z.highWeight[outZ] * y.lowWeight[outY],
                                        z.highWeight[outZ] * y.highWeight[outY]};
    const Label * const nearestRow = row(nearestZ[outZ], nearestY[outY]);
    for (std::size_t k = 0; k < x.low.size(); ++k)
    {
      const std::int32_t label = agreed[x.low[k]];
      if (label != mixed && label == agreed[x.high[k]])
      {
        output[k] = static_cast<Label>(label);
        continue;
      }
      Neighbors neighbors;
      for (std::size_t i = 0; i < 4; ++i)
      {
        neighbors.label[2 * i] = rows[i][x.low[k]];
        neighbors.label[2 * i + 1] = rows[i][x.high[k]];
        neighbors.weight[2 * i] = weights[i] * x.lowWeight[k];
        neighbors.weight[2 * i + 1] = weights[i] * x.highWeight[k];
      }
      output[k] = Vote(neighbors, nearestRow[nearestX[k]]);
    }
  }
};
} // namespace

void
ResizeLabels(const Label * input, const Size & inputSize, Label * output, const Size & outputSize,
             const Zyx<int> & order, int threads)
{
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    if (order[axis] != 0 && order[axis] != 1)
    {
      Fail(ErrorKind::Internal, "label resize of order {}: known are 0 (nearest) and 1 (linear masks)", order[axis]);
    }
  }
  const LabelResampler resampler{
      MakeLinearTaps(inputSize.z, outputSize.z, order.z), MakeLinearTaps(inputSize.y, outputSize.y, order.y),
      MakeLinearTaps(inputSize.x, outputSize.x, order.x), NearestIndices(inputSize.z, outputSize.z),
      NearestIndices(inputSize.y, outputSize.y),          NearestIndices(inputSize.x, outputSize.x)};
  ParallelFor(0, outputSize.z, 4, threads, [&](std::int64_t first, std::int64_t last) {
    std::vector<std::int32_t> agreed(static_cast<std::size_t>(inputSize.x));
    for (std::int64_t row = first * outputSize.y; row < last * outputSize.y; ++row)
    {
      resampler.Row(input, inputSize, static_cast<std::size_t>(row / outputSize.y),
                    static_cast<std::size_t>(row % outputSize.y), agreed.data(), output + row * outputSize.x);
    }
  });
}

} // namespace vox::kernels
