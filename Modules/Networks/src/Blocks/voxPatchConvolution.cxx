// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxPatchConvolution.h"

#include "Blocks/voxForEachTarget.h"
#include "Blocks/voxMoments.h"
#include "Blocks/voxTileProducts.h"

#include <ATen/Parallel.h>

#include <algorithm>

namespace vox
{
namespace
{

/** Floats of the patches that are laid side by side: they stay in the second-level cache. */
constexpr std::int64_t kPatchFloats = 48 * 1024;

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

  /** Voxels of a row that are laid side by side. */
  [[nodiscard]] std::int64_t
  SegmentVoxels() const
  {
    const std::int64_t tiles = kPatchFloats / (weights.Depth() * kTileRows<8>);
    return std::min(std::max<std::int64_t>(1, tiles) * kTileRows<8>, outputSize.x);
  }
};

/** The voxels of one input row that one output voxel sees, zeros outside; `row` is null outside of the image. */
[[gnu::always_inline]] inline void
CopyTaps(const float * row, std::int64_t first, const Job & job, float * taps)
{
  const std::int64_t channels = job.weights.InputChannels();
  const std::int64_t count = job.weights.KernelSize().x;
  const std::int64_t before = std::clamp<std::int64_t>(-first, 0, count);
  const std::int64_t inside = row == nullptr ? 0 : std::clamp<std::int64_t>(job.size.x - first, before, count);
  std::fill_n(taps, (row == nullptr ? count : before) * channels, 0.0F);
  if (row != nullptr)
  {
    std::copy_n(row + (first + before) * channels, (inside - before) * channels, taps + before * channels);
    std::fill_n(taps + inside * channels, (count - inside) * channels, 0.0F);
  }
}

/** What the output voxels first, first + 1, ... of a row see, one after another. */
[[gnu::always_inline]] inline void
GatherPatches(const Job & job, std::int64_t z, std::int64_t y, std::int64_t first, std::int64_t count, float * patches)
{
  const Size & kernel = job.weights.KernelSize();
  const std::int64_t channels = job.weights.InputChannels();
  for (std::int64_t kz = 0; kz < kernel.z; ++kz)
  {
    for (std::int64_t ky = 0; ky < kernel.y; ++ky)
    {
      const std::int64_t inputZ = z * job.stride.z + kz - (kernel.z - 1) / 2;
      const std::int64_t inputY = y * job.stride.y + ky - (kernel.y - 1) / 2;
      const bool isInside = inputZ >= 0 && inputZ < job.size.z && inputY >= 0 && inputY < job.size.y;
      const float * const row = isInside ? job.input + (inputZ * job.size.y + inputY) * job.size.x * channels : nullptr;
      float * const taps = patches + (kz * kernel.y + ky) * kernel.x * channels;
      for (std::int64_t voxel = 0; voxel < count; ++voxel)
      {
        CopyTaps(row, (first + voxel) * job.stride.x - (kernel.x - 1) / 2, job, taps + voxel * job.weights.Depth());
      }
    }
  }
}

/** One output row; `patches` and `columns` hold a segment of it. */
template <int VLanes>
[[gnu::always_inline]] inline void
ConvolveRow(const Job & job, std::int64_t row, float * patches, float * columns)
{
  const std::int64_t channels = job.weights.OutputChannels();
  float * const target = job.output + row * job.outputSize.x * channels;
  const std::int64_t segment = job.SegmentVoxels();
  for (std::int64_t first = 0; first < job.outputSize.x; first += segment)
  {
    const std::int64_t count = std::min(segment, job.outputSize.x - first);
    GatherPatches(job, row / job.outputSize.y, row % job.outputSize.y, first, count, patches);
    for (std::int64_t block = 0; block < job.weights.ColumnBlocks(); ++block)
    {
      MultiplyTile<VLanes>({.rows = patches,
                            .rowStep = job.weights.Depth(),
                            .weights = job.weights.Block(block),
                            .depth = job.weights.Depth(),
                            .output = columns,
                            .outputStep = kColumnBlock},
                           count, {job.weights.Bias() + block * kColumnBlock});
      const std::int64_t from = block * kColumnBlock;
      for (std::int64_t voxel = 0; voxel < count; ++voxel)
      {
        std::copy_n(columns + voxel * kColumnBlock, std::min(kColumnBlock, channels - from),
                    target + (first + voxel) * channels + from);
      }
    }
  }
  if (job.rowMoments != nullptr)
  {
    float * const moments = job.rowMoments + row * 2 * channels;
    BlockMoments(job.outputSize.x, channels, target, moments, moments + channels);
  }
}

VOX_FOR_EACH_TARGET(ConvolveRow, (const Job & job, std::int64_t row, float * patches, float * columns),
                    (job, row, patches, columns))

} // namespace

PatchWeights::PatchWeights(const float * weight, const float * bias, std::int64_t outputChannels,
                           std::int64_t inputChannels, const Zyx<std::int64_t> & kernelSize)
    : m_OutputChannels(outputChannels),
      m_InputChannels(inputChannels),
      m_KernelSize(kernelSize),
      m_Values(MakeAlignedFloats(Depth() * ColumnBlocks() * kColumnBlock)),
      m_Bias(MakeAlignedFloats(ColumnBlocks() * kColumnBlock))
{
  for (std::int64_t column = 0; column < ColumnBlocks() * kColumnBlock; ++column)
  {
    const bool isChannel = column < outputChannels;
    m_Bias[static_cast<std::size_t>(column)] = isChannel && bias != nullptr ? bias[column] : 0.0F;
    float * const block = m_Values.get() + (column / kColumnBlock) * Depth() * kColumnBlock + column % kColumnBlock;
    for (std::int64_t k = 0; k < Depth(); ++k)
    {
      block[k * kColumnBlock] = isChannel ? weight[column * Depth() + k] : 0.0F;
    }
  }
}

std::int64_t
PatchWeights::InputChannels() const
{
  return m_InputChannels;
}

std::int64_t
PatchWeights::OutputChannels() const
{
  return m_OutputChannels;
}

const Zyx<std::int64_t> &
PatchWeights::KernelSize() const
{
  return m_KernelSize;
}

std::int64_t
PatchWeights::Depth() const
{
  return Product(m_KernelSize) * m_InputChannels;
}

std::int64_t
PatchWeights::ColumnBlocks() const
{
  return (m_OutputChannels + kColumnBlock - 1) / kColumnBlock;
}

const float *
PatchWeights::Block(std::int64_t block) const
{
  return m_Values.get() + block * Depth() * kColumnBlock;
}

const float *
PatchWeights::Bias() const
{
  return m_Bias.get();
}

void
PatchConvolution(const PatchWeights & weights, const Zyx<std::int64_t> & size, const Zyx<std::int64_t> & stride,
                 const float * input, float * output, float * rowMoments)
{
  const Job job{weights, size, stride, OutputSize(size, stride), input, output, rowMoments};
  at::parallel_for(0, job.outputSize.z * job.outputSize.y, 4, [&](std::int64_t begin, std::int64_t end) {
    const AlignedFloats patches = MakeAlignedFloats(job.SegmentVoxels() * weights.Depth());
    const AlignedFloats columns = MakeAlignedFloats(job.SegmentVoxels() * kColumnBlock);
    for (std::int64_t row = begin; row < end; ++row)
    {
      ConvolveRowForThisProcessor(job, row, patches.get(), columns.get());
    }
  });
}

} // namespace vox
