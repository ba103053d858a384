// SPDX-License-Identifier: Apache-2.0
#include "Encoders/voxDenseNetEncoder.h"

#include "Blocks/voxLinear.h"

#include <ATen/ops/cat.h>

#include <cmath>

namespace vox
{
namespace
{

/** Norm and ReLU in front of each of two convolutions; their result follows the input's channels. */
class DenseLayer : public torch::nn::Module
{
public:
  DenseLayer(std::int64_t inputs, std::int64_t growth, int dimensions)
      : m_Norm1(register_module("norm1", std::make_shared<BatchNorm>(inputs)))
  {
    const ConvolutionShape narrow{.inputChannels = inputs, .outputChannels = 4 * growth, .bias = false};
    const ConvolutionShape grow{
        .inputChannels = 4 * growth, .outputChannels = growth, .kernelSize = Cube(3), .bias = false};
    m_Conv1 = register_module("conv1", std::make_shared<Convolution>(narrow, dimensions));
    m_Norm2 = register_module("norm2", std::make_shared<BatchNorm>(4 * growth));
    m_Conv2 = register_module("conv2", std::make_shared<Convolution>(grow, dimensions));
  }

  at::Tensor
  forward(const at::Tensor & input) const
  {
    const at::Tensor normed = m_Norm1->ForwardKeeping(input, 0.0);
    const at::Tensor narrow = m_Norm2->forward(m_Conv1->Convolve(normed, {}), {}, 0.0);
    return at::cat({input, m_Conv2->Convolve(narrow, {}).features}, 1);
  }

private:
  std::shared_ptr<BatchNorm> m_Norm1;
  std::shared_ptr<Convolution> m_Conv1;
  std::shared_ptr<BatchNorm> m_Norm2;
  std::shared_ptr<Convolution> m_Conv2;
};

} // namespace

DenseNetEncoder::DenseNetEncoder(const EncoderShape & shape, const DenseNetShape & network) : ImageEncoder(shape)
{
  torch::nn::Module & features = AddGroup(*this, "features");
  std::int64_t channels = network.firstChannels;
  Then(EncoderLayer(features, "conv0", "norm0",
                    {.convolution = {.inputChannels = shape.inputChannels,
                                     .outputChannels = channels,
                                     .kernelSize = Cube(7),
                                     .stride = Cube(2),
                                     .bias = false}},
                    shape.dimensions));
  EndStride(channels);
  for (std::size_t b = 0; b < 4 && !IsComplete(); ++b)
  {
    if (b == 0)
    {
      Then([](const at::Tensor & x) { return MaxPool(x, {.kernel = 3, .stride = 2, .padding = 1}); });
    }
    const std::string number = std::to_string(b + 1);
    torch::nn::Module & block = AddGroup(features, "denseblock" + number);
    for (std::int64_t l = 0; l < network.layers[b]; ++l)
    {
      const auto layer =
          block.register_module("denselayer" + std::to_string(l + 1),
                                std::make_shared<DenseLayer>(channels, network.growth, shape.dimensions));
      Then([layer](const at::Tensor & x) { return layer->forward(x); });
      channels += network.growth;
    }
    const bool isLast = b == 3;
    torch::nn::Module & transition = isLast ? features : AddGroup(features, "transition" + number);
    const auto norm = transition.register_module(isLast ? "norm5" : "norm", std::make_shared<BatchNorm>(channels));
    const double slope = isLast && !HasHead() ? 1.0 : 0.0; // the ReLU behind the last norm belongs to the classifier
    Then([norm, slope](const at::Tensor & x) { return norm->ForwardKeeping(x, slope); });
    EndStride(channels);
    if (!isLast && !IsComplete())
    {
      const ConvolutionShape half{.inputChannels = channels, .outputChannels = channels / 2, .bias = false};
      const auto conv = transition.register_module("conv", std::make_shared<Convolution>(half, shape.dimensions));
      Then([conv](const at::Tensor & x) { return HalvedByAverage(conv->Convolve(x, {}).features); });
      channels /= 2;
    }
  }
  if (HasHead())
  {
    const auto classifier = register_module("classifier", std::make_shared<Linear>(channels, shape.classes));
    SetHead([classifier](const at::Tensor & x) { return classifier->forward(FlatAverages(x, 1)); });
  }
}

WeightDraw
DenseNetEncoder::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  if (weight.dim() > 2)
  {
    return {WeightDraw::Kind::Normal, std::sqrt(2.0 / static_cast<double>(fanIn))};
  }
  return weight.dim() == 2 ? DrawAsTorch(name, fanIn) : ImageEncoder::DrawOf(name, weight, fanIn);
}

} // namespace vox
