// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxNormGradient.h"

#include "Blocks/voxFloatBlock.h"
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

/** Values of a block and where its gradients go; either may be the other. */
struct Block
{
  const float * gradient;
  const float * input;
  const float * output; ///< or null
  float * inputGradient;
  float * residualGradient; ///< or null
};

/** Gradients of one voxel's channels. */
template <int VLanes>
[[gnu::always_inline]] inline void
Differentiate(std::int64_t i, std::int64_t c, const Block & block, const Row & row)
{
  using V = Values<VLanes>;
  const typename V::Type centered = V::Load(block.input + i) - V::Load(row.mean + c);
  const typename V::Type g = Inner<VLanes>(V::Load(block.gradient + i), centered,
                                           block.output == nullptr ? nullptr : block.output + i, row, c);
  V::Store(block.inputGradient + i,
           V::Load(row.scale + c) * (g - V::Load(row.offset + c) - centered * V::Load(row.factor + c)));
  if (block.residualGradient != nullptr)
  {
    V::Store(block.residualGradient + i, g);
  }
}

VOX_TARGET_CLONES void
BlockGradients(std::int64_t voxels, std::int64_t channels, const Block & block, const Row & row)
{
  for (std::int64_t v = 0; v < voxels; ++v)
  {
    std::int64_t c = 0;
    for (; c + kLanes <= channels; c += kLanes)
    {
      Differentiate<kLanes>(v * channels + c, c, block, row);
    }
    for (; c < channels; ++c)
    {
      Differentiate<1>(v * channels + c, c, block, row);
    }
  }
}

/** Room for a block of each of the values in float32. */
template <typename TValue> class WidenedBlock
{
public:
  WidenedBlock(const NormState<TValue> & state, std::int64_t first, std::int64_t count)
      : m_Gradient(ScratchFor<TValue>(count)),
        m_Input(ScratchFor<TValue>(count)),
        m_Output(ScratchFor<TValue>(state.output == nullptr ? 0 : count)),
        m_Block{.gradient = AsFloats(state.gradient + first, count, m_Gradient.data()),
                .input = AsFloats(state.input + first, count, m_Input.data()),
                .output = state.output == nullptr ? nullptr : AsFloats(state.output + first, count, m_Output.data()),
                .inputGradient = nullptr,
                .residualGradient = nullptr}
  {}

  [[nodiscard]] const Block &
  Values() const
  {
    return m_Block;
  }

  /** What was read is overwritten where results cannot be computed in their place. */
  [[nodiscard]] Block
  WithResultsAt(TValue * inputGradient, TValue * residualGradient)
  {
    Block block = m_Block;
    block.inputGradient = ResultPlace(inputGradient, m_Gradient.data());
    block.residualGradient = residualGradient == nullptr ? nullptr : ResultPlace(residualGradient, m_Input.data());
    return block;
  }

private:
  std::vector<float> m_Gradient;
  std::vector<float> m_Input;
  std::vector<float> m_Output;
  Block m_Block;
};

} // namespace

template <typename TValue>
void
NormBackward(const NormExtent & extent, const NormState<TValue> & state, const NormGradients<TValue> & gradients)
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
      const WidenedBlock<TValue> widened(state, first, voxels * channels);
      const Block & values = widened.Values();
      BlockSums(voxels, channels, values.gradient, values.input, values.output, row, ofBlock, ofBlock + channels);
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
      const std::int64_t count = voxels * channels;
      TValue * const residual = gradients.residual == nullptr ? nullptr : gradients.residual + first;
      WidenedBlock<TValue> widened(state, first, count);
      const Block values = widened.WithResultsAt(gradients.input + first, residual);
      BlockGradients(voxels, channels, values, row);
      PutResult(values.inputGradient, count, gradients.input + first);
      if (residual != nullptr)
      {
        PutResult(values.residualGradient, count, residual);
      }
    });
  }
}

template void NormBackward(const NormExtent &, const NormState<float> &, const NormGradients<float> &);
template void NormBackward(const NormExtent &, const NormState<c10::BFloat16> &, const NormGradients<c10::BFloat16> &);

} // namespace vox
