// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxNormKernel.h"

#include "Blocks/voxFloatBlock.h"
#include "Blocks/voxMoments.h"
#include "Blocks/voxVectorLanes.h"
#include "voxTargetClones.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

namespace vox
{
namespace
{

/** Voxels of a block: its values stay in the first-level cache between the two passes. Never a function of the threads.
 */
std::int64_t
BlockVoxels(std::int64_t channels)
{
  return std::max<std::int64_t>(16, 4096 / channels);
}

/** Calls body(sample, block, first voxel, number of voxels) for all blocks, on several threads. */
template <typename TBody>
void
ForEachBlock(const NormExtent & extent, TBody && body)
{
  const std::int64_t size = BlockVoxels(extent.channels);
  const std::int64_t blocks = (extent.voxels + size - 1) / size;
  at::parallel_for(0, extent.samples * blocks, 8, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t index = begin; index < end; ++index)
    {
      const std::int64_t sample = index / blocks;
      const std::int64_t first = (index % blocks) * size;
      body(sample, index, first, std::min(size, extent.voxels - first));
    }
  });
}

std::int64_t
BlockCount(const NormExtent & extent)
{
  const std::int64_t size = BlockVoxels(extent.channels);
  return (extent.voxels + size - 1) / size;
}

/** One number or 8 at a time. */
template <typename TValue>
[[gnu::always_inline]] inline TValue
Activated(TValue value, float slope)
{
  return value > 0.0F ? value : value * slope;
}

/** In lanes by hand: where the output may be the input, the compiler would not dare to. */
VOX_TARGET_CLONES void
BlockForward(std::int64_t voxels, std::int64_t channels, const float * input, const float * mean, const float * scale,
             const float * shift, float slope, float * output)
{
  for (std::int64_t v = 0; v < voxels; ++v)
  {
    std::int64_t c = 0;
    for (; c + 8 <= channels; c += 8)
    {
      const Lanes<8> value =
          (LoadLanes<8>(input + v * channels + c) - LoadLanes<8>(mean + c)) * LoadLanes<8>(scale + c) +
          LoadLanes<8>(shift + c);
      StoreLanes<8>(output + v * channels + c, Activated(value, slope));
    }
    for (; c < channels; ++c)
    {
      output[v * channels + c] = Activated((input[v * channels + c] - mean[c]) * scale[c] + shift[c], slope);
    }
  }
}

VOX_TARGET_CLONES void
BlockForwardResidual(std::int64_t voxels, std::int64_t channels, const float * input, const float * residual,
                     const float * mean, const float * scale, const float * shift, float slope, float * output)
{
  for (std::int64_t v = 0; v < voxels; ++v)
  {
    std::int64_t c = 0;
    for (; c + 8 <= channels; c += 8)
    {
      const std::int64_t i = v * channels + c;
      const Lanes<8> value = (LoadLanes<8>(input + i) - LoadLanes<8>(mean + c)) * LoadLanes<8>(scale + c) +
                             LoadLanes<8>(shift + c) + LoadLanes<8>(residual + i);
      StoreLanes<8>(output + i, Activated(value, slope));
    }
    for (; c < channels; ++c)
    {
      const std::int64_t i = v * channels + c;
      output[i] = Activated((input[i] - mean[c]) * scale[c] + shift[c] + residual[i], slope);
    }
  }
}

VOX_TARGET_CLONES void
BlockBackwardSums(std::int64_t voxels, std::int64_t channels, const float * __restrict gradient,
                  const float * __restrict input, const float * __restrict output, const float * __restrict mean,
                  float slope, float * __restrict sum, float * __restrict sumTimesInput)
{
  std::fill_n(sum, channels, 0.0F);
  std::fill_n(sumTimesInput, channels, 0.0F);
  for (std::int64_t v = 0; v < voxels; ++v)
  {
    for (std::int64_t c = 0; c < channels; ++c)
    {
      const std::int64_t i = v * channels + c;
      const float g = output[i] > 0.0F ? gradient[i] : gradient[i] * slope;
      sum[c] += g;
      sumTimesInput[c] += g * (input[i] - mean[c]);
    }
  }
}

VOX_TARGET_CLONES void
BlockBackward(std::int64_t voxels, std::int64_t channels, const float * __restrict gradient,
              const float * __restrict input, const float * __restrict output, const float * __restrict mean,
              const float * __restrict scale, const float * __restrict offset, const float * __restrict factor,
              float slope, float * __restrict inputGradient)
{
  for (std::int64_t v = 0; v < voxels; ++v)
  {
    for (std::int64_t c = 0; c < channels; ++c)
    {
      const std::int64_t i = v * channels + c;
      const float g = output[i] > 0.0F ? gradient[i] : gradient[i] * slope;
      inputGradient[i] = scale[c] * (g - offset[c] - (input[i] - mean[c]) * factor[c]);
    }
  }
}

VOX_TARGET_CLONES void
BlockActivationGradient(std::int64_t count, const float * __restrict gradient, const float * __restrict output,
                        float slope, float * __restrict result)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    result[i] = output[i] > 0.0F ? gradient[i] : gradient[i] * slope;
  }
}

} // namespace

template <typename TInput>
void
NormStatistics(const NormExtent & extent, const TInput * input, double eps, float * mean, float * inverseDeviation)
{
  const std::int64_t channels = extent.channels;
  const std::int64_t blocks = BlockCount(extent);
  std::vector<float> partial(static_cast<std::size_t>(2 * extent.samples * blocks * channels));
  ForEachBlock(extent, [&](std::int64_t sample, std::int64_t block, std::int64_t first, std::int64_t voxels) {
    float * const ofBlock = partial.data() + 2 * block * channels;
    std::vector<float> widened = ScratchFor<TInput>(voxels * channels);
    const float * const values =
        AsFloats(input + (sample * extent.voxels + first) * channels, voxels * channels, widened.data());
    BlockMoments(voxels, channels, values, ofBlock, ofBlock + channels);
  });
  for (std::int64_t sample = 0; sample < extent.samples; ++sample)
  {
    MergeMoments({.moments = partial.data() + 2 * sample * blocks * channels,
                  .blocks = blocks,
                  .voxels = extent.voxels,
                  .perBlock = BlockVoxels(channels),
                  .channels = channels},
                 eps, mean + sample * channels, inverseDeviation + sample * channels);
  }
}

template <typename TInput, typename TOutput>
void
NormForward(const NormExtent & extent, const TInput * input, const TOutput * residual, const float * mean,
            const float * scale, const float * shift, float slope, TOutput * output)
{
  const std::int64_t channels = extent.channels;
  ForEachBlock(extent, [&](std::int64_t sample, std::int64_t, std::int64_t first, std::int64_t voxels) {
    const std::int64_t at = (sample * extent.voxels + first) * channels;
    const std::int64_t count = voxels * channels;
    std::vector<float> widened = ScratchFor<TOutput>(count);
    std::vector<float> widenedResidual = ScratchFor<TOutput>(residual == nullptr ? 0 : count);
    const float * const center = mean + sample * channels;
    const float * const gain = scale + sample * channels;
    const float * const values = AsFloats(input + at, count, widened.data());
    float * const result = ResultPlace(output + at, widened.data());
    if (residual != nullptr)
    {
      const float * const added = AsFloats(residual + at, count, widenedResidual.data());
      BlockForwardResidual(voxels, channels, values, added, center, gain, shift, slope, result);
    }
    else
    {
      BlockForward(voxels, channels, values, center, gain, shift, slope, result);
    }
    PutResult(result, count, output + at);
  });
}

template void NormStatistics(const NormExtent &, const float *, double, float *, float *);
template void NormStatistics(const NormExtent &, const c10::BFloat16 *, double, float *, float *);
template void NormForward(const NormExtent &, const float *, const float *, const float *, const float *, const float *,
                          float, float *);
template void NormForward(const NormExtent &, const float *, const c10::BFloat16 *, const float *, const float *,
                          const float *, float, c10::BFloat16 *);
template void NormForward(const NormExtent &, const c10::BFloat16 *, const c10::BFloat16 *, const float *,
                          const float *, const float *, float, c10::BFloat16 *);

void
NormBackwardSums(const NormExtent & extent, const float * gradient, const float * input, const float * output,
                 const float * mean, float slope, double * sum, double * sumTimesInput)
{
  const std::int64_t channels = extent.channels;
  const std::int64_t blocks = BlockCount(extent);
  std::vector<float> partial(static_cast<std::size_t>(2 * extent.samples * blocks * channels));
  ForEachBlock(extent, [&](std::int64_t sample, std::int64_t block, std::int64_t first, std::int64_t voxels) {
    const std::int64_t at = (sample * extent.voxels + first) * channels;
    float * const ofBlock = partial.data() + 2 * block * channels;
    BlockBackwardSums(voxels, channels, gradient + at, input + at, output + at, mean + sample * channels, slope,
                      ofBlock, ofBlock + channels);
  });
  std::fill_n(sum, extent.samples * channels, 0.0);
  std::fill_n(sumTimesInput, extent.samples * channels, 0.0);
  for (std::int64_t index = 0; index < extent.samples * blocks; ++index)
  {
    const float * const ofBlock = partial.data() + 2 * index * channels;
    const std::int64_t row = index / blocks * channels;
    for (std::int64_t c = 0; c < channels; ++c)
    {
      sum[row + c] += ofBlock[c];
      sumTimesInput[row + c] += ofBlock[channels + c];
    }
  }
}

void
NormBackward(const NormExtent & extent, const float * gradient, const float * input, const float * output,
             const float * mean, const float * scale, const float * offset, const float * factor, float slope,
             float * inputGradient, float * residualGradient)
{
  const std::int64_t channels = extent.channels;
  ForEachBlock(extent, [&](std::int64_t sample, std::int64_t, std::int64_t first, std::int64_t voxels) {
    const std::int64_t at = (sample * extent.voxels + first) * channels;
    const std::int64_t row = sample * channels;
    BlockBackward(voxels, channels, gradient + at, input + at, output + at, mean + row, scale + row, offset + row,
                  factor + row, slope, inputGradient + at);
    if (residualGradient != nullptr)
    {
      BlockActivationGradient(voxels * channels, gradient + at, output + at, slope, residualGradient + at);
    }
  });
}

} // namespace vox
