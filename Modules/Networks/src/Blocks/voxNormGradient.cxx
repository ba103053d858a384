// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxNormGradient.h"

#include "Blocks/voxNormBlocks.h"
#include "Blocks/voxVectorLanes.h"
#include "voxTargetClones.h"

#include <vector>

namespace vox
{
namespace
{

constexpr int kLanes = 8;

/** Of one sample, [channels] each. */
struct Row
{
  const float * mean;
  const float * scale;
  const float * shift;
  const float * offset;
  const float * factor;
  float slope;
};

/** A float or some at a time: where it lies, how it is written. */
template <int VLanes> struct Values
{
  using Type = Lanes<VLanes>;
  [[gnu::always_inline]] static Type
  Load(const float * values)
  {
    return LoadLanes<VLanes>(values);
  }
  [[gnu::always_inline]] static void
  Store(float * values, Type result)
  {
    StoreLanes<VLanes>(values, result);
  }
};

template <> struct Values<1>
{
  using Type = float;
  [[gnu::always_inline]] static Type
  Load(const float * values)
  {
    return *values;
  }
  [[gnu::always_inline]] static void
  Store(float * values, Type result)
  {
    *values = result;
  }
};

/** The gradient in front of the activation; `centered` is input - mean. */
template <int VLanes>
[[gnu::always_inline]] inline typename Values<VLanes>::Type
Inner(typename Values<VLanes>::Type gradient, typename Values<VLanes>::Type centered, const float * output,
      const Row & row, std::int64_t channel)
{
  using V = Values<VLanes>;
  const typename V::Type sign =
      output != nullptr ? V::Load(output) : centered * V::Load(row.scale + channel) + V::Load(row.shift + channel);
  return sign > 0.0F ? gradient : gradient * row.slope;
}

/** Channels of a block that are summed together. */
template <int VLanes, int VGroups>
[[gnu::always_inline]] inline void
SumChannels(std::int64_t voxels, std::int64_t channels, std::int64_t channel, const float * gradient,
            const float * input, const float * output, const Row & row, float * sum, float * sumTimesInput)
{
  using V = Values<VLanes>;
  typename V::Type total[VGroups] = {};
  typename V::Type totalTimesInput[VGroups] = {};
  for (std::int64_t v = 0; v < voxels; ++v)
  {
#pragma GCC unroll 4
    for (int group = 0; group < VGroups; ++group)
    {
      const std::int64_t c = channel + group * VLanes;
      const std::int64_t i = v * channels + c;
      const typename V::Type centered = V::Load(input + i) - V::Load(row.mean + c);
      const typename V::Type g =
          Inner<VLanes>(V::Load(gradient + i), centered, output == nullptr ? nullptr : output + i, row, c);
      total[group] += g;
      totalTimesInput[group] += g * centered;
    }
  }
#pragma GCC unroll 4
  for (int group = 0; group < VGroups; ++group)
  {
    V::Store(sum + channel + group * VLanes, total[group]);
    V::Store(sumTimesInput + channel + group * VLanes, totalTimesInput[group]);
  }
}

VOX_TARGET_CLONES void
BlockSums(std::int64_t voxels, std::int64_t channels, const float * gradient, const float * input, const float * output,
          const Row & row, float * sum, float * sumTimesInput)
{
  std::int64_t c = 0;
  for (; c + 2 * kLanes <= channels; c += 2 * kLanes)
  {
    SumChannels<kLanes, 2>(voxels, channels, c, gradient, input, output, row, sum, sumTimesInput);
  }
  for (; c + kLanes <= channels; c += kLanes)
  {
    SumChannels<kLanes, 1>(voxels, channels, c, gradient, input, output, row, sum, sumTimesInput);
  }
  for (; c < channels; ++c)
  {
    SumChannels<1, 1>(voxels, channels, c, gradient, input, output, row, sum, sumTimesInput);
  }
}

/** Gradients of one voxel's channels. */
template <int VLanes>
[[gnu::always_inline]] inline void
Differentiate(std::int64_t i, std::int64_t c, const NormState & state, const Row & row, const NormGradients & gradients)
{
  using V = Values<VLanes>;
  const typename V::Type centered = V::Load(state.input + i) - V::Load(row.mean + c);
  const typename V::Type g = Inner<VLanes>(V::Load(state.gradient + i), centered,
                                           state.output == nullptr ? nullptr : state.output + i, row, c);
  V::Store(gradients.input + i,
           V::Load(row.scale + c) * (g - V::Load(row.offset + c) - centered * V::Load(row.factor + c)));
  if (gradients.residual != nullptr)
  {
    V::Store(gradients.residual + i, g);
  }
}

VOX_TARGET_CLONES void
BlockGradients(std::int64_t first, std::int64_t voxels, std::int64_t channels, const NormState & state, const Row & row,
               const NormGradients & gradients)
{
  for (std::int64_t v = 0; v < voxels; ++v)
  {
    std::int64_t c = 0;
    for (; c + kLanes <= channels; c += kLanes)
    {
      Differentiate<kLanes>(first + v * channels + c, c, state, row, gradients);
    }
    for (; c < channels; ++c)
    {
      Differentiate<1>(first + v * channels + c, c, state, row, gradients);
    }
  }
}

} // namespace

void
NormBackward(const NormExtent & extent, const NormState & state, const NormGradients & gradients)
{
  const NormBlocks blocks(extent);
  const std::int64_t channels = extent.channels;
  std::vector<float> partial(static_cast<std::size_t>(2 * blocks.count * channels));
  std::vector<float> means(static_cast<std::size_t>(2 * channels));
  for (std::int64_t sample = 0; sample < extent.samples; ++sample)
  {
    const std::int64_t at = sample * channels;
    const Row row{state.mean + at, state.scale + at, state.shift, means.data(), means.data() + channels, state.slope};
    blocks.ForEach(sample, sample + 1, [&](std::int64_t, std::int64_t block, std::int64_t first, std::int64_t voxels) {
      float * const ofBlock = partial.data() + 2 * (block - sample * blocks.count) * channels;
      BlockSums(voxels, channels, state.gradient + first, state.input + first,
                state.output == nullptr ? nullptr : state.output + first, row, ofBlock, ofBlock + channels);
    });
    for (std::int64_t c = 0; c < channels; ++c)
    {
      double sum = 0.0;
      double sumTimesInput = 0.0;
      for (std::int64_t block = 0; block < blocks.count; ++block)
      {
        sum += partial[static_cast<std::size_t>(2 * block * channels + c)];
        sumTimesInput += partial[static_cast<std::size_t>((2 * block + 1) * channels + c)];
      }
      gradients.sum[at + c] = sum;
      gradients.sumTimesInput[at + c] = sumTimesInput;
      const auto voxels = static_cast<double>(extent.voxels);
      const double inverse = state.inverseDeviation[at + c];
      means[static_cast<std::size_t>(c)] = static_cast<float>(sum / voxels);
      means[static_cast<std::size_t>(channels + c)] = static_cast<float>(sumTimesInput * inverse * inverse / voxels);
    }
    blocks.ForEach(sample, sample + 1, [&](std::int64_t, std::int64_t, std::int64_t first, std::int64_t voxels) {
      BlockGradients(first, voxels, channels, state, row, gradients);
    });
  }
}

} // namespace vox
