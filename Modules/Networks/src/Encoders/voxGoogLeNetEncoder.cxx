// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxLinear.h"
#include "Encoders/voxBranchedEncoders.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

EncoderLayer
AddLayer(torch::nn::Module & parent, const std::string & name, std::int64_t inputs, std::int64_t outputs,
         std::int64_t kernel, const EncoderShape & shape, std::int64_t stride = 1)
{
  return {AddGroup(parent, name), "conv", "bn",
          EncoderLayerShape{.convolution = {.inputChannels = inputs,
                                            .outputChannels = outputs,
                                            .kernelSize = Cube(kernel),
                                            .stride = Cube(stride),
                                            .bias = false},
                            .eps = 1e-3},
          shape.dimensions};
}

/** Channels of the branches: 1x1; 1x1 then 3x3; 1x1 then 3x3; pool then 1x1. */
struct InceptionShape
{
  const char * name;
  std::int64_t first;
  std::int64_t narrowSecond;
  std::int64_t second;
  std::int64_t narrowThird;
  std::int64_t third;
  std::int64_t pooled;

  [[nodiscard]] std::int64_t
  Outputs() const
  {
    return first + second + third + pooled;
  }
};

class Inception : public torch::nn::Module
{
public:
  Inception(std::int64_t inputs, const InceptionShape & channels, const EncoderShape & shape)
      : m_First(AddLayer(*this, "branch1", inputs, channels.first, 1, shape))
  {
    torch::nn::Module & second = AddGroup(*this, "branch2");
    m_NarrowSecond = AddLayer(second, "0", inputs, channels.narrowSecond, 1, shape);
    m_Second = AddLayer(second, "1", channels.narrowSecond, channels.second, 3, shape);
    torch::nn::Module & third = AddGroup(*this, "branch3");
    m_NarrowThird = AddLayer(third, "0", inputs, channels.narrowThird, 1, shape);
    m_Third = AddLayer(third, "1", channels.narrowThird, channels.third, 3, shape);
    m_Pooled = AddLayer(AddGroup(*this, "branch4"), "1", inputs, channels.pooled, 1, shape);
  }

  at::Tensor
  forward(const at::Tensor & input) const
  {
    const at::Tensor pooled = MaxPool(input, {.kernel = 3, .stride = 1, .padding = 1});
    return at::cat({m_First(input), m_Second(m_NarrowSecond(input)), m_Third(m_NarrowThird(input)), m_Pooled(pooled)},
                   1);
  }

private:
  EncoderLayer m_First;
  EncoderLayer m_NarrowSecond;
  EncoderLayer m_Second;
  EncoderLayer m_NarrowThird;
  EncoderLayer m_Third;
  EncoderLayer m_Pooled;
};

constexpr std::array<InceptionShape, 2> kStage3{
    {{"inception3a", 64, 96, 128, 16, 32, 32}, {"inception3b", 128, 128, 192, 32, 96, 64}}};
constexpr std::array<InceptionShape, 5> kStage4{{{"inception4a", 192, 96, 208, 16, 48, 64},
                                                 {"inception4b", 160, 112, 224, 24, 64, 64},
                                                 {"inception4c", 128, 128, 256, 24, 64, 64},
                                                 {"inception4d", 112, 144, 288, 32, 64, 64},
                                                 {"inception4e", 256, 160, 320, 32, 128, 128}}};
constexpr std::array<InceptionShape, 2> kStage5{
    {{"inception5a", 256, 160, 320, 32, 128, 128}, {"inception5b", 384, 192, 384, 48, 128, 128}}};

/** (image - mean) / deviation of ImageNet's channels to 2 image - 1. */
at::Tensor
FromImageNetToUnit(const at::Tensor & images)
{
  std::vector<std::int64_t> perChannel(static_cast<std::size_t>(images.dim()), 1);
  perChannel[1] = 3;
  const at::Tensor mean = at::tensor({0.485, 0.456, 0.406}, images.options()).view(perChannel);
  const at::Tensor deviation = at::tensor({0.229, 0.224, 0.225}, images.options()).view(perChannel);
  return images * (deviation / 0.5) + (mean - 0.5) / 0.5;
}

} // namespace

GoogLeNetEncoder::GoogLeNetEncoder(const EncoderShape & shape) : ImageEncoder(shape)
{
  if (HasHead() && shape.inputChannels == 3)
  {
    Then(&FromImageNetToUnit);
  }
  Then(AddLayer(*this, "conv1", shape.inputChannels, 64, 7, shape, 2));
  EndStride(64);
  const auto halve = [this](std::int64_t kernel) {
    Then(
        [kernel](const at::Tensor & x) { return MaxPool(x, {.kernel = kernel, .stride = 2, .partialWindows = true}); });
  };
  if (!IsComplete())
  {
    halve(3);
    Then(AddLayer(*this, "conv2", 64, 64, 1, shape));
    Then(AddLayer(*this, "conv3", 64, 192, 3, shape));
    EndStride(192);
  }
  std::int64_t channels = 192;
  const auto stage = [&](const auto & blocks, std::int64_t poolKernel) {
    if (IsComplete())
    {
      return;
    }
    halve(poolKernel);
    for (const InceptionShape & block : blocks)
    {
      const auto made = register_module(block.name, std::make_shared<Inception>(channels, block, shape));
      Then([made](const at::Tensor & x) { return made->forward(x); });
      channels = block.Outputs();
    }
    EndStride(channels);
  };
  stage(kStage3, 3);
  stage(kStage4, 3);
  stage(kStage5, 2);
  if (HasHead())
  {
    const auto fc = register_module("fc", std::make_shared<Linear>(channels, shape.classes));
    SetHead(
        [fc](const at::Tensor & x) { return fc->forward(at::dropout(FlatAverages(x, 1), 0.2, fc->is_training())); });
  }
}

WeightDraw
GoogLeNetEncoder::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  return weight.dim() > 1 ? WeightDraw{WeightDraw::Kind::TruncatedNormal, 0.01}
                          : ImageEncoder::DrawOf(name, weight, fanIn);
}

} // namespace vox
