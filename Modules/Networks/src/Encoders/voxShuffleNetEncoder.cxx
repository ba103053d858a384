// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxChannelsLast.h"
#include "Blocks/voxLinear.h"
#include "Encoders/voxBranchedEncoders.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

/** Channels a0, b0, a1, b1, ...: what concatenating and shuffling two groups gives, in one copy that keeps the order.
 */
at::Tensor
Interleaved(const at::Tensor & a, const at::Tensor & b)
{
  if (b.is_contiguous(ChannelsLastFormat(b)))
  {
    return at::stack({a.movedim(1, -1), b.movedim(1, -1)}, -1).flatten(-2).movedim(-1, 1);
  }
  return at::stack({a, b}, 2).flatten(1, 2);
}

EncoderLayerShape
Pointwise(std::int64_t inputs, std::int64_t outputs)
{
  return {.convolution = {.inputChannels = inputs, .outputChannels = outputs, .bias = false}};
}

EncoderLayerShape
Depthwise(std::int64_t channels, std::int64_t stride)
{
  return {.convolution = {.inputChannels = channels,
                          .outputChannels = channels,
                          .kernelSize = Cube(3),
                          .stride = Cube(stride),
                          .bias = false,
                          .groups = channels},
          .activation = EncoderActivation::Identity};
}

/** With stride 1 the first half of the channels passes; with stride 2 both branches see all of them. */
class Block : public torch::nn::Module
{
public:
  Block(std::int64_t inputs, std::int64_t outputs, std::int64_t stride, int dimensions)
  {
    const std::int64_t half = outputs / 2;
    if (stride > 1)
    {
      torch::nn::Module & first = AddGroup(*this, "branch1");
      m_First.emplace_back(first, "0", "1", Depthwise(inputs, stride), dimensions);
      m_First.emplace_back(first, "2", "3", Pointwise(inputs, half), dimensions);
    }
    torch::nn::Module & second = AddGroup(*this, "branch2");
    m_Second.emplace_back(second, "0", "1", Pointwise(stride > 1 ? inputs : half, half), dimensions);
    m_Second.emplace_back(second, "3", "4", Depthwise(half, stride), dimensions);
    m_Second.emplace_back(second, "5", "6", Pointwise(half, half), dimensions);
  }

  at::Tensor
  forward(const at::Tensor & input) const
  {
    at::Tensor first = input;
    at::Tensor second = input;
    if (m_First.empty())
    {
      const std::int64_t half = input.size(1) / 2;
      first = input.narrow(1, 0, half);
      second = input.narrow(1, half, half);
    }
    for (const EncoderLayer & layer : m_First)
    {
      first = layer(first);
    }
    for (const EncoderLayer & layer : m_Second)
    {
      second = layer(second);
    }
    return Interleaved(first, second);
  }

private:
  std::vector<EncoderLayer> m_First;
  std::vector<EncoderLayer> m_Second;
};

} // namespace

ShuffleNetEncoder::ShuffleNetEncoder(const EncoderShape & shape, const std::array<std::int64_t, 4> & widths)
    : ImageEncoder(shape)
{
  Then(EncoderLayer(AddGroup(*this, "conv1"), "0", "1",
                    {.convolution = {.inputChannels = shape.inputChannels,
                                     .outputChannels = 24,
                                     .kernelSize = Cube(3),
                                     .stride = Cube(2),
                                     .bias = false}},
                    shape.dimensions));
  EndStride(24);
  if (!IsComplete())
  {
    Then([](const at::Tensor & x) { return MaxPool(x, {.kernel = 3, .stride = 2, .padding = 1}); });
    EndStride(24);
  }
  constexpr std::array<std::int64_t, 3> blocks{4, 8, 4};
  std::int64_t channels = 24;
  for (std::size_t s = 0; s < blocks.size() && !IsComplete(); ++s)
  {
    torch::nn::Module & stage = AddGroup(*this, "stage" + std::to_string(s + 2));
    for (std::int64_t b = 0; b < blocks[s]; ++b)
    {
      const auto block = stage.register_module(
          std::to_string(b), std::make_shared<Block>(channels, widths[s], b == 0 ? 2 : 1, shape.dimensions));
      Then([block](const at::Tensor & x) { return block->forward(x); });
      channels = widths[s];
    }
    if (s + 1 < blocks.size())
    {
      EndStride(channels);
    }
  }
  if (!IsComplete())
  {
    Then(EncoderLayer(AddGroup(*this, "conv5"), "0", "1", Pointwise(channels, widths[3]), shape.dimensions));
    EndStride(widths[3]);
  }
  if (HasHead())
  {
    const auto fc = register_module("fc", std::make_shared<Linear>(widths[3], shape.classes));
    SetHead([fc](const at::Tensor & x) { return fc->forward(FlatAverages(x, 1)); });
  }
}

WeightDraw
ShuffleNetEncoder::DrawOf(std::string_view name, const at::Tensor & /*weight*/, std::int64_t fanIn) const
{
  return DrawAsTorch(name, fanIn);
}

} // namespace vox
