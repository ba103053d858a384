// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxNormKernel.h"

#include "Blocks/voxFloatBlock.h"
#include "Blocks/voxMoments.h"
#include "Blocks/voxNormBlocks.h"
#include "Blocks/voxVectorLanes.h"
#include "voxTargetClones.h"

#include <vector>

namespace vox
{
namespace
{

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

} // namespace

template <typename TInput>
void
NormStatistics(const NormExtent & extent, const TInput * input, double eps, float * mean, float * inverseDeviation)
{
  const std::int64_t channels = extent.channels;
  const NormBlocks blocks(extent);
  std::vector<float> partial(static_cast<std::size_t>(2 * extent.samples * blocks.count * channels));
  blocks.ForEach(0, extent.samples, [&](std::int64_t, std::int64_t block, std::int64_t first, std::int64_t voxels) {
    float * const ofBlock = partial.data() + 2 * block * channels;
    std::vector<float> widened = ScratchFor<TInput>(voxels * channels);
    const float * const values = AsFloats(input + first, voxels * channels, widened.data());
    BlockMoments(voxels, channels, values, ofBlock, ofBlock + channels);
  });
  at::parallel_for(0, extent.samples, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t sample = begin; sample < end; ++sample)
    {
      MergeMoments({.moments = partial.data() + 2 * sample * blocks.count * channels,
                    .blocks = blocks.count,
                    .voxels = extent.voxels,
                    .perBlock = blocks.voxels,
                    .channels = channels},
                   eps, mean + sample * channels, inverseDeviation + sample * channels);
    }
  });
}

template <typename TInput, typename TOutput>
void
NormForward(const NormExtent & extent, const TInput * input, const TOutput * residual, const float * mean,
            const float * scale, const float * shift, float slope, TOutput * output)
{
  const std::int64_t channels = extent.channels;
  NormBlocks(extent).ForEach(
      0, extent.samples, [&](std::int64_t sample, std::int64_t, std::int64_t at, std::int64_t voxels) {
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

} // namespace vox
