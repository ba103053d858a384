// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxNormKernel.h"

#include "voxTargetClones.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
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

VOX_TARGET_CLONES void
BlockMoments(std::int64_t voxels, std::int64_t channels, const float * input, float * mean, float * squares)
{
  std::fill_n(mean, channels, 0.0F);
  std::fill_n(squares, channels, 0.0F);
  // Relative to the first voxel: sums of values far from zero would lose their last digits.
  for (std::int64_t v = 1; v < voxels; ++v)
  {
    for (std::int64_t c = 0; c < channels; ++c)
    {
      mean[c] += input[v * channels + c] - input[c];
    }
  }
  const float share = 1.0F / static_cast<float>(voxels);
  for (std::int64_t c = 0; c < channels; ++c)
  {
    mean[c] = input[c] + mean[c] * share;
  }
  for (std::int64_t v = 0; v < voxels; ++v)
  {
    for (std::int64_t c = 0; c < channels; ++c)
    {
      const float difference = input[v * channels + c] - mean[c];
      squares[c] += difference * difference;
    }
  }
}

VOX_TARGET_CLONES void
BlockForward(std::int64_t voxels, std::int64_t channels, const float * __restrict input, const float * __restrict mean,
             const float * __restrict scale, const float * __restrict shift, float slope, float * __restrict output)
{
  for (std::int64_t v = 0; v < voxels; ++v)
  {
    for (std::int64_t c = 0; c < channels; ++c)
    {
      const float value = (input[v * channels + c] - mean[c]) * scale[c] + shift[c];
      output[v * channels + c] = value > 0.0F ? value : value * slope;
    }
  }
}

VOX_TARGET_CLONES void
BlockForwardResidual(std::int64_t voxels, std::int64_t channels, const float * __restrict input,
                     const float * __restrict residual, const float * __restrict mean, const float * __restrict scale,
                     const float * __restrict shift, float slope, float * __restrict output)
{
  for (std::int64_t v = 0; v < voxels; ++v)
  {
    for (std::int64_t c = 0; c < channels; ++c)
    {
      const std::int64_t i = v * channels + c;
      const float value = (input[i] - mean[c]) * scale[c] + shift[c] + residual[i];
      output[i] = value > 0.0F ? value : value * slope;
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

void
NormStatistics(const NormExtent & extent, const float * input, double eps, float * mean, float * inverseDeviation)
{
  const std::int64_t channels = extent.channels;
  const std::int64_t blocks = BlockCount(extent);
  std::vector<float> partial(static_cast<std::size_t>(2 * extent.samples * blocks * channels));
  ForEachBlock(extent, [&](std::int64_t sample, std::int64_t block, std::int64_t first, std::int64_t voxels) {
    float * const ofBlock = partial.data() + 2 * block * channels;
    BlockMoments(voxels, channels, input + (sample * extent.voxels + first) * channels, ofBlock, ofBlock + channels);
  });
  const std::int64_t size = BlockVoxels(channels);
  for (std::int64_t sample = 0; sample < extent.samples; ++sample)
  {
    for (std::int64_t c = 0; c < channels; ++c)
    {
      double count = 0.0;
      double average = 0.0;
      double squares = 0.0;
      for (std::int64_t block = 0; block < blocks; ++block)
      {
        const float * const ofBlock = partial.data() + 2 * (sample * blocks + block) * channels;
        const double added = static_cast<double>(std::min(size, extent.voxels - block * size));
        const double difference = ofBlock[c] - average;
        average += difference * added / (count + added);
        squares += ofBlock[channels + c] + difference * difference * count * added / (count + added);
        count += added;
      }
      mean[sample * channels + c] = static_cast<float>(average);
      inverseDeviation[sample * channels + c] = static_cast<float>(1.0 / std::sqrt(squares / count + eps));
    }
  }
}

void
NormForward(const NormExtent & extent, const float * input, const float * residual, const float * mean,
            const float * scale, const float * shift, float slope, float * output)
{
  const std::int64_t channels = extent.channels;
  ForEachBlock(extent, [&](std::int64_t sample, std::int64_t, std::int64_t first, std::int64_t voxels) {
    const std::int64_t at = (sample * extent.voxels + first) * channels;
    const float * const center = mean + sample * channels;
    const float * const gain = scale + sample * channels;
    if (residual != nullptr)
    {
      BlockForwardResidual(voxels, channels, input + at, residual + at, center, gain, shift, slope, output + at);
    }
    else
    {
      BlockForward(voxels, channels, input + at, center, gain, shift, slope, output + at);
    }
  });
}

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
