// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxPatchConvolution.h"

#include "Blocks/voxForEachTarget.h"
#include "Blocks/voxInTurn.h"
#include "Blocks/voxMoments.h"

#include <algorithm>

namespace vox
{
namespace
{

/** Output voxels that share a block of weights while it is in the first-level cache. */
constexpr std::int64_t kGroupVoxels = 64;
/** Numbers of an input row that are multiplied at a time: their weights fill most of that cache. */
constexpr std::int64_t kDepth = 384;

using Size = Zyx<std::int64_t>;

Size
OutputSize(const Size & size, const Size & stride)
{
  return {(size.z + stride.z - 1) / stride.z, (size.y + stride.y - 1) / stride.y, (size.x + stride.x - 1) / stride.x};
}

struct Job
{
  const PatchWeights & weights;
  Size size;
  Size stride;
  Size outputSize;
  const float * input;
  float * output;
  float * rowMoments;

  /** The input row that a plane of taps, (kz, ky), of an output row sees; null outside of the image. */
  [[nodiscard]] const float *
  InputRow(std::int64_t row, std::int64_t plane) const
  {
    const Size & kernel = weights.KernelSize();
    const std::int64_t z = row / outputSize.y * stride.z + plane / kernel.y - (kernel.z - 1) / 2;
    const std::int64_t y = row % outputSize.y * stride.y + plane % kernel.y - (kernel.y - 1) / 2;
    const bool isInside = z >= 0 && z < size.z && y >= 0 && y < size.y;
    return isInside ? input + (z * size.y + y) * size.x * weights.InputChannels() : nullptr;
  }
  /** The input voxel along x that a tap of an output voxel sees; may lie outside of the row. */
  [[nodiscard]] std::int64_t
  InputX(std::int64_t x, std::int64_t tap) const
  {
    return x * stride.x + tap - (weights.KernelSize().x - 1) / 2;
  }
  [[nodiscard]] std::int64_t
  Planes() const
  {
    return weights.KernelSize().z * weights.KernelSize().y;
  }
  /** Output rows of about kGroupVoxels. */
  [[nodiscard]] std::int64_t
  GroupRows() const
  {
    return std::max<std::int64_t>(1, kGroupVoxels / outputSize.x);
  }
};

/** Taps first, first + 1, ... last - 1 along x. */
struct Taps
{
  std::int64_t first;
  std::int64_t last;
};

/** Adds what taps give to `count` sums, [x][kColumnBlock]. What an output voxel sees lies one after another in memory,
 * as a row of a matrix does. `weights` are those of tap 0. */
template <int VLanes>
[[gnu::always_inline]] inline void
AddProducts(const Job & job, const float * inputRow, const float * weights, const Taps & taps, std::int64_t x,
            std::int64_t count, float * sums)
{
  const std::int64_t channels = job.weights.InputChannels();
  MultiplyTile<VLanes>({.rows = inputRow + job.InputX(x, taps.first) * channels,
                        .rowStep = job.stride.x * channels,
                        .weights = weights + taps.first * channels * kColumnBlock,
                        .depth = (taps.last - taps.first) * channels,
                        .output = sums + x * kColumnBlock,
                        .outputStep = kColumnBlock},
                       count, {sums + x * kColumnBlock, kColumnBlock});
}

/** The same for a whole row, where the first and the last voxels do not see all taps. */
template <int VLanes>
[[gnu::always_inline]] inline void
AddTaps(const Job & job, const float * inputRow, const float * weights, const Taps & taps, float * sums)
{
  for (std::int64_t x = 0; x < job.outputSize.x;)
  {
    const std::int64_t room = job.size.x - job.InputX(x, taps.last);
    const Taps inside{taps.first + std::max<std::int64_t>(0, -job.InputX(x, taps.first)),
                      taps.last + std::min<std::int64_t>(0, room)};
    const bool all = inside.first == taps.first && inside.last == taps.last;
    const std::int64_t count = all ? std::min(job.outputSize.x - x, room / job.stride.x + 1) : 1;
    if (inside.first < inside.last)
    {
      AddProducts<VLanes>(job, inputRow, weights, inside, x, count, sums);
    }
    x += count;
  }
}

/** One block of columns of some output rows: [row][x][kColumnBlock]. */
template <int VLanes>
[[gnu::always_inline]] inline void
SumTaps(const Job & job, std::int64_t firstRow, std::int64_t lastRow, std::int64_t block, float * sums)
{
  const PackedColumns & matrix = job.weights.Matrix();
  for (std::int64_t voxel = 0; voxel < (lastRow - firstRow) * job.outputSize.x; ++voxel)
  {
    std::copy_n(matrix.Bias(block), kColumnBlock, sums + voxel * kColumnBlock);
  }
  const std::int64_t channels = job.weights.InputChannels();
  const std::int64_t taps = job.weights.KernelSize().x;
  const std::int64_t step = std::clamp<std::int64_t>(kDepth / channels, 1, taps);
  for (std::int64_t plane = 0; plane < job.Planes(); ++plane)
  {
    const float * const weights = matrix.Block(block) + plane * taps * channels * kColumnBlock;
    for (std::int64_t tap = 0; tap < taps; tap += step)
    {
      for (std::int64_t row = firstRow; row < lastRow; ++row)
      {
        if (const float * const inputRow = job.InputRow(row, plane))
        {
          AddTaps<VLanes>(job, inputRow, weights, {tap, std::min(tap + step, taps)},
                          sums + (row - firstRow) * job.outputSize.x * kColumnBlock);
        }
      }
    }
  }
}

/** The first output voxel along x that sees this input voxel or a later one by a tap. */
std::int64_t
FirstSeeing(const Job & job, std::int64_t inputX, std::int64_t tap)
{
  const std::int64_t distance = inputX - job.InputX(0, tap);
  return std::clamp<std::int64_t>((distance + job.stride.x - 1) / job.stride.x, 0, job.outputSize.x);
}

/** What one tap sees of an input row for all output voxels, zero outside. */
[[gnu::always_inline]] inline void
GatherTap(const Job & job, const float * inputRow, std::int64_t tap, float * seen)
{
  const std::int64_t first = FirstSeeing(job, 0, tap);
  const std::int64_t last = FirstSeeing(job, job.size.x, tap);
  const std::int64_t step = job.stride.x;
  std::int64_t from = job.InputX(first, tap);
  std::fill_n(seen, job.outputSize.x, 0.0F);
  for (std::int64_t x = first; x < last; ++x, from += step)
  {
    seen[x] = inputRow[from];
  }
}

/** What each tap sees of the input for one output row, side by side, [tap][x]: one channel's neighbors along x are too
 * few for a product of their own. */
[[gnu::always_inline]] inline void
GatherRow(const Job & job, std::int64_t row, float * seen)
{
  const std::int64_t taps = job.weights.KernelSize().x;
  for (std::int64_t plane = 0; plane < job.Planes(); ++plane)
  {
    const float * const inputRow = job.InputRow(row, plane);
    for (std::int64_t tap = 0; tap < taps; ++tap, seen += job.outputSize.x)
    {
      if (inputRow != nullptr)
      {
        GatherTap(job, inputRow, tap, seen);
      }
      else
      {
        std::fill_n(seen, job.outputSize.x, 0.0F);
      }
    }
  }
}

/** What one thread works with. */
struct Workspace
{
  explicit Workspace(const Job & job)
      : seenOfRow(job.weights.Matrix().Depth() * job.outputSize.x),
        sums(MakeAlignedFloats(job.GroupRows() * job.outputSize.x * kColumnBlock)),
        seen(MakeAlignedFloats(job.weights.InputChannels() == 1 ? job.GroupRows() * seenOfRow : 0))
  {}

  std::int64_t seenOfRow;
  AlignedFloats sums; ///< [row][x][kColumnBlock]
  AlignedFloats seen; ///< [row][tap][x] of one input channel
};

/** One block of columns of some output rows from what GatherRow laid out. */
template <int VLanes>
[[gnu::always_inline]] inline void
SumSeen(const Job & job, std::int64_t rows, std::int64_t block, Workspace & workspace)
{
  const PackedColumns & matrix = job.weights.Matrix();
  for (std::int64_t row = 0; row < rows; ++row)
  {
    MultiplyTile<VLanes>({.rows = workspace.seen.get() + row * workspace.seenOfRow,
                          .rowStep = 1,
                          .depthStep = job.outputSize.x,
                          .weights = matrix.Block(block),
                          .depth = matrix.Depth(),
                          .output = workspace.sums.get() + row * job.outputSize.x * kColumnBlock,
                          .outputStep = kColumnBlock},
                         job.outputSize.x, {matrix.Bias(block)});
  }
}

/** Copies one block of columns to the output. */
template <int VLanes>
[[gnu::always_inline]] inline void
StoreSums(const Job & job, std::int64_t firstRow, std::int64_t lastRow, std::int64_t block, const float * sums)
{
  const std::int64_t channels = job.weights.OutputChannels();
  const std::int64_t count = std::min(kColumnBlock, channels - block * kColumnBlock);
  const std::int64_t voxels = (lastRow - firstRow) * job.outputSize.x;
  float * target = job.output + firstRow * job.outputSize.x * channels + block * kColumnBlock;
  for (std::int64_t voxel = 0; voxel < voxels; ++voxel, sums += kColumnBlock, target += channels)
  {
    if (count < kColumnBlock)
    {
      std::copy_n(sums, count, target);
      continue;
    }
#pragma GCC unroll 2
    for (int part = 0; part < kColumnBlock; part += VLanes)
    {
      StoreLanes<VLanes>(target + part, LoadLanes<VLanes>(sums + part));
    }
  }
}

/** Output rows of one group. */
template <int VLanes>
[[gnu::always_inline]] inline void
ConvolveGroup(const Job & job, std::int64_t firstRow, std::int64_t lastRow, Workspace & workspace)
{
  const std::int64_t channels = job.weights.OutputChannels();
  const std::int64_t rowFloats = job.outputSize.x * channels;
  const bool gathers = job.weights.InputChannels() == 1;
  for (std::int64_t row = firstRow; gathers && row < lastRow; ++row)
  {
    GatherRow(job, row, workspace.seen.get() + (row - firstRow) * workspace.seenOfRow);
  }
  for (std::int64_t block = 0; block < job.weights.Matrix().Blocks(); ++block)
  {
    if (gathers)
    {
      SumSeen<VLanes>(job, lastRow - firstRow, block, workspace);
    }
    else
    {
      SumTaps<VLanes>(job, firstRow, lastRow, block, workspace.sums.get());
    }
    StoreSums<VLanes>(job, firstRow, lastRow, block, workspace.sums.get());
  }
  for (std::int64_t row = firstRow; job.rowMoments != nullptr && row < lastRow; ++row)
  {
    float * const moments = job.rowMoments + row * 2 * channels;
    BlockMoments(job.outputSize.x, channels, job.output + row * rowFloats, moments, moments + channels);
  }
}

VOX_FOR_EACH_TARGET(ConvolveGroup,
                    (const Job & job, std::int64_t firstRow, std::int64_t lastRow, Workspace & workspace),
                    (job, firstRow, lastRow, workspace))

} // namespace

void
PatchConvolution(const PatchWeights & weights, const Zyx<std::int64_t> & size, const Zyx<std::int64_t> & stride,
                 const float * input, float * output, float * rowMoments)
{
  const Job job{weights, size, stride, OutputSize(size, stride), input, output, rowMoments};
  const std::int64_t rows = job.outputSize.z * job.outputSize.y;
  const std::int64_t groupRows = job.GroupRows();
  InTurn((rows + groupRows - 1) / groupRows, [&] { return Workspace(job); },
         [&](std::int64_t group, Workspace & workspace) {
           ConvolveGroupForThisProcessor(job, group * groupRows, std::min((group + 1) * groupRows, rows), workspace);
         });
}

} // namespace vox
