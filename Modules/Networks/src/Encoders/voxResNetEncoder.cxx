// SPDX-License-Identifier: Apache-2.0
#include "Encoders/voxResNetEncoder.h"

#include "Blocks/voxLinear.h"

namespace vox
{
namespace
{

/** Two or three convolutions whose result is added to the input, which is projected where its shape changes. */
class Block : public torch::nn::Module
{
public:
  Block(std::int64_t inputChannels, std::int64_t width, std::int64_t outputChannels, std::int64_t stride,
        const ResNetShape & network, int dimensions)
  {
    const auto add = [&](const char * conv, const char * norm, std::int64_t in, std::int64_t out, std::int64_t kernel,
                         std::int64_t layerStride, std::int64_t groups = 1) {
      m_Layers.emplace_back(*this, conv, norm,
                            EncoderLayerShape{.convolution = {.inputChannels = in,
                                                              .outputChannels = out,
                                                              .kernelSize = Cube(kernel),
                                                              .stride = Cube(layerStride),
                                                              .bias = false,
                                                              .groups = groups}},
                            dimensions);
    };
    if (network.bottleneck)
    {
      add("conv1", "bn1", inputChannels, width, 1, 1);
      add("conv2", "bn2", width, width, 3, stride, network.groups);
      add("conv3", "bn3", width, outputChannels, 1, 1);
    }
    else
    {
      add("conv1", "bn1", inputChannels, width, 3, stride);
      add("conv2", "bn2", width, outputChannels, 3, 1);
    }
    if (stride != 1 || inputChannels != outputChannels)
    {
      m_Projection = EncoderLayer(AddGroup(*this, "downsample"), "0", "1",
                                  {.convolution = {.inputChannels = inputChannels,
                                                   .outputChannels = outputChannels,
                                                   .stride = Cube(stride),
                                                   .bias = false},
                                   .activation = EncoderActivation::Identity},
                                  dimensions);
    }
  }

  at::Tensor
  forward(const at::Tensor & input) const
  {
    at::Tensor features = input;
    for (std::size_t k = 0; k + 1 < m_Layers.size(); ++k)
    {
      features = m_Layers[k](features);
    }
    return m_Layers.back()(features, {}, m_Projection ? m_Projection(input) : input);
  }

private:
  std::vector<EncoderLayer> m_Layers;
  EncoderLayer m_Projection;
};

} // namespace

ResNetEncoder::ResNetEncoder(const EncoderShape & shape, const ResNetShape & network) : ImageEncoder(shape)
{
  Then(EncoderLayer(*this, "conv1", "bn1",
                    {.convolution = {.inputChannels = shape.inputChannels,
                                     .outputChannels = 64,
                                     .kernelSize = Cube(7),
                                     .stride = Cube(2),
                                     .bias = false}},
                    shape.dimensions));
  EndStride(64);
  std::int64_t channels = 64;
  for (std::size_t stage = 0; stage < 4 && !IsComplete(); ++stage)
  {
    if (stage == 0)
    {
      Then([](const at::Tensor & x) { return MaxPool(x, {.kernel = 3, .stride = 2, .padding = 1}); });
    }
    const std::int64_t planes = std::int64_t{64} << stage;
    const std::int64_t width = network.bottleneck ? planes * network.groupWidth / 64 * network.groups : planes;
    const std::int64_t outputs = network.bottleneck ? 4 * planes : planes;
    torch::nn::Module & layer = AddGroup(*this, "layer" + std::to_string(stage + 1));
    for (std::int64_t b = 0; b < network.blocks[stage]; ++b)
    {
      const std::int64_t stride = stage > 0 && b == 0 ? 2 : 1;
      const auto block = layer.register_module(
          std::to_string(b), std::make_shared<Block>(channels, width, outputs, stride, network, shape.dimensions));
      Then([block](const at::Tensor & x) { return block->forward(x); });
      channels = outputs;
    }
    EndStride(outputs);
  }
  if (HasHead())
  {
    const auto fc = register_module("fc", std::make_shared<Linear>(channels, shape.classes));
    SetHead([fc](const at::Tensor & x) { return fc->forward(FlatAverages(x, 1)); });
  }
}

} // namespace vox
