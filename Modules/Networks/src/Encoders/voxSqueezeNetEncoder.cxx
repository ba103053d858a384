// SPDX-License-Identifier: Apache-2.0
#include "Encoders/voxBranchedEncoders.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/dropout.h>

#include <cmath>

namespace vox
{
namespace
{

class Fire : public torch::nn::Module
{
public:
  Fire(std::int64_t inputs, std::int64_t squeezed, std::int64_t expanded, int dimensions)
      : m_Squeeze(*this, "squeeze", {}, LayerShape(inputs, squeezed, 1), dimensions),
        m_Expand1(*this, "expand1x1", {}, LayerShape(squeezed, expanded, 1), dimensions),
        m_Expand3(*this, "expand3x3", {}, LayerShape(squeezed, expanded, 3), dimensions)
  {}

  at::Tensor
  forward(const at::Tensor & input) const
  {
    const at::Tensor squeezed = m_Squeeze(input);
    return at::cat({m_Expand1(squeezed), m_Expand3(squeezed)}, 1);
  }

private:
  static EncoderLayerShape
  LayerShape(std::int64_t inputs, std::int64_t outputs, std::int64_t kernel)
  {
    return {.convolution = {.inputChannels = inputs, .outputChannels = outputs, .kernelSize = Cube(kernel)}};
  }

  EncoderLayer m_Squeeze;
  EncoderLayer m_Expand1;
  EncoderLayer m_Expand3;
};

/** A fire module, or where it is null a pool that ends the stride. */
struct Entry
{
  std::int64_t squeezed = 0;
  std::int64_t expanded = 0;
};

constexpr Entry kPool{};
const std::vector<Entry> kFirst{kPool,     {16, 64},  {16, 64},  {32, 128}, kPool,    {32, 128},
                                {48, 192}, {48, 192}, {64, 256}, kPool,     {64, 256}};
const std::vector<Entry> kNewer{kPool, {16, 64},  {16, 64},  kPool,     {32, 128}, {32, 128},
                                kPool, {48, 192}, {48, 192}, {64, 256}, {64, 256}};

} // namespace

SqueezeNetEncoder::SqueezeNetEncoder(const EncoderShape & shape, bool isNewer) : ImageEncoder(shape)
{
  torch::nn::Module & features = AddGroup(*this, "features");
  std::int64_t channels = isNewer ? 64 : 96;
  EncoderLayerShape first{.convolution = {.inputChannels = shape.inputChannels,
                                          .outputChannels = channels,
                                          .kernelSize = Cube(isNewer ? 3 : 7),
                                          .stride = Cube(2)}};
  if (HasHead())
  {
    first.convolution.padding = Cube(0);
  }
  Then(EncoderLayer(features, "0", {}, first, shape.dimensions));
  int index = 2; // in the original's list of layers; its second one is the ReLU of the first
  for (const Entry & entry : isNewer ? kNewer : kFirst)
  {
    if (entry.squeezed == 0)
    {
      EndStride(channels);
      if (IsComplete())
      {
        return;
      }
      Then([](const at::Tensor & x) { return MaxPool(x, {.kernel = 3, .stride = 2, .partialWindows = true}); });
    }
    else
    {
      const auto fire = features.register_module(
          std::to_string(index), std::make_shared<Fire>(channels, entry.squeezed, entry.expanded, shape.dimensions));
      Then([fire](const at::Tensor & x) { return fire->forward(x); });
      channels = 2 * entry.expanded;
    }
    ++index;
  }
  EndStride(channels);
  if (HasHead())
  {
    const EncoderLayer last(AddGroup(*this, "classifier"), "1", {},
                            {.convolution = {.inputChannels = channels, .outputChannels = shape.classes}},
                            shape.dimensions);
    SetHead([last, this](const at::Tensor & x) { return FlatAverages(last(at::dropout(x, 0.5, is_training())), 1); });
  }
}

WeightDraw
SqueezeNetEncoder::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  if (weight.dim() == 1)
  {
    return {WeightDraw::Kind::Constant, 0.0};
  }
  if (name.starts_with("classifier"))
  {
    return {WeightDraw::Kind::Normal, 0.01};
  }
  return {WeightDraw::Kind::Uniform, std::sqrt(6.0 / static_cast<double>(fanIn))};
}

} // namespace vox
