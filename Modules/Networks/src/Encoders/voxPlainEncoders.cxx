// SPDX-License-Identifier: Apache-2.0
#include "Encoders/voxPlainEncoders.h"

#include "Blocks/voxLinear.h"

#include <ATen/ops/dropout.h>

#include <array>
#include <map>

namespace vox
{
namespace
{

/** Convolution with a bias, ReLU. */
EncoderLayerShape
ReluLayer(std::int64_t inputs, std::int64_t outputs, std::int64_t kernel)
{
  return {.convolution = {.inputChannels = inputs, .outputChannels = outputs, .kernelSize = Cube(kernel)}};
}

/** Linear layers, ReLU between them, dropout in training; [name of the child, inputs, outputs] each. */
struct DenseLayer
{
  std::string name;
  std::int64_t inputs;
  std::int64_t outputs;
};

std::vector<std::shared_ptr<Linear>>
AddDenseLayers(torch::nn::Module & parent, const std::vector<DenseLayer> & layers)
{
  std::vector<std::shared_ptr<Linear>> made;
  for (const DenseLayer & layer : layers)
  {
    made.push_back(parent.register_module(layer.name, std::make_shared<Linear>(layer.inputs, layer.outputs)));
  }
  return made;
}

/** The classifier of AlexNet and VGG. */
at::Tensor
DenseForward(const std::vector<std::shared_ptr<Linear>> & layers, at::Tensor features, bool dropoutFirst)
{
  const bool training = layers.front()->is_training();
  for (std::size_t k = 0; k + 1 < layers.size(); ++k)
  {
    features = dropoutFirst ? at::dropout(features, 0.5, training) : features;
    features = Activate(layers[k]->forward(features), EncoderActivation::Relu);
    features = dropoutFirst ? features : at::dropout(features, 0.5, training);
  }
  return layers.back()->forward(features);
}

at::Tensor
MaxPool2(const at::Tensor & features)
{
  return MaxPool(features, {});
}

} // namespace

LeNetEncoder::LeNetEncoder(const EncoderShape & shape) : ImageEncoder(shape)
{
  EncoderLayerShape first = ReluLayer(shape.inputChannels, 6, 5);
  EncoderLayerShape second = ReluLayer(6, 16, 5);
  first.activation = second.activation = EncoderActivation::Tanh;
  Then(EncoderLayer(*this, "conv1", {}, first, shape.dimensions));
  Then(&HalvedByAverage);
  Then(EncoderLayer(*this, "conv2", {}, second, shape.dimensions));
  EndStride(16);
  Then(&HalvedByAverage);
  EndStride(16);
  if (HasHead())
  {
    const std::int64_t inputs = shape.dimensions == 3 ? 16 * 125 : 16 * 25;
    const auto layers = AddDenseLayers(*this, {{"fc1", inputs, 120}, {"fc2", 120, 84}, {"fc3", 84, shape.classes}});
    SetHead([layers](const at::Tensor & x) {
      at::Tensor features = FlatAverages(x, 5);
      for (std::size_t k = 0; k + 1 < layers.size(); ++k)
      {
        features = Activate(layers[k]->forward(features), EncoderActivation::Tanh);
      }
      return layers.back()->forward(features);
    });
  }
}

WeightDraw
LeNetEncoder::DrawOf(std::string_view name, const at::Tensor & /*weight*/, std::int64_t fanIn) const
{
  return DrawAsTorch(name, fanIn);
}

AlexNetEncoder::AlexNetEncoder(const EncoderShape & shape) : ImageEncoder(shape)
{
  torch::nn::Module & features = AddGroup(*this, "features");
  const PoolShape pool{.kernel = 3, .stride = 2, .partialWindows = !HasHead()};
  const auto halve = [pool](const at::Tensor & x) { return MaxPool(x, pool); };
  EncoderLayerShape first = ReluLayer(shape.inputChannels, 64, 11);
  first.convolution.stride = Cube(4);
  if (HasHead())
  {
    first.convolution.padding = Cube(2);
  }
  Then(EncoderLayer(features, "0", {}, first, shape.dimensions));
  SkipStride();
  EndStride(64);
  if (!IsComplete())
  {
    Then(halve);
    Then(EncoderLayer(features, "3", {}, ReluLayer(64, 192, 5), shape.dimensions));
    EndStride(192);
  }
  if (!IsComplete())
  {
    Then(halve);
    Then(EncoderLayer(features, "6", {}, ReluLayer(192, 384, 3), shape.dimensions));
    Then(EncoderLayer(features, "8", {}, ReluLayer(384, 256, 3), shape.dimensions));
    Then(EncoderLayer(features, "10", {}, ReluLayer(256, 256, 3), shape.dimensions));
    EndStride(256);
  }
  if (!IsComplete())
  {
    Then(halve);
    EndStride(256);
  }
  if (HasHead())
  {
    const std::int64_t inputs = shape.dimensions == 3 ? 256 * 216 : 256 * 36;
    const auto layers = AddDenseLayers(AddGroup(*this, "classifier"),
                                       {{"1", inputs, 4096}, {"4", 4096, 4096}, {"6", 4096, shape.classes}});
    SetHead([layers](const at::Tensor & x) { return DenseForward(layers, FlatAverages(x, 6), true); });
  }
}

WeightDraw
AlexNetEncoder::DrawOf(std::string_view name, const at::Tensor & /*weight*/, std::int64_t fanIn) const
{
  return DrawAsTorch(name, fanIn);
}

VggEncoder::VggEncoder(const EncoderShape & shape, int layers, bool batchNorm) : ImageEncoder(shape)
{
  using Blocks = std::array<int, 5>;
  static const std::map<int, Blocks> convolutions{
      {11, {1, 1, 2, 2, 2}}, {13, {2, 2, 2, 2, 2}}, {16, {2, 2, 3, 3, 3}}, {19, {2, 2, 4, 4, 4}}};
  const std::array<std::int64_t, 5> widths{64, 128, 256, 512, 512};
  torch::nn::Module & features = AddGroup(*this, "features");
  std::int64_t channels = shape.inputChannels;
  int index = 0; // in the original's list of layers, with those that have no weights
  for (std::size_t stage = 0; stage < widths.size() && !IsComplete(); ++stage)
  {
    for (int k = 0; k < convolutions.at(layers)[stage]; ++k)
    {
      Then(EncoderLayer(features, std::to_string(index), batchNorm ? std::to_string(index + 1) : std::string(),
                        ReluLayer(channels, widths[stage], 3), shape.dimensions));
      channels = widths[stage];
      index += batchNorm ? 3 : 2;
    }
    if (stage > 0) // those of the full size serve no decoder
    {
      EndStride(channels);
    }
    if (!IsComplete())
    {
      Then(&MaxPool2);
      ++index;
    }
  }
  if (!IsComplete())
  {
    EndStride(channels);
  }
  if (HasHead())
  {
    const std::int64_t inputs = shape.dimensions == 3 ? 512 * 343 : 512 * 49;
    const auto dense = AddDenseLayers(AddGroup(*this, "classifier"),
                                      {{"0", inputs, 4096}, {"3", 4096, 4096}, {"6", 4096, shape.classes}});
    SetHead([dense](const at::Tensor & x) { return DenseForward(dense, FlatAverages(x, 7), false); });
  }
}

} // namespace vox
