// SPDX-License-Identifier: Apache-2.0
#include "Encoders/voxMobileNetEncoder.h"

#include "Blocks/voxLinear.h"
#include "Encoders/voxInvertedResidual.h"

#include <ATen/ops/dropout.h>

#include <algorithm>
#include <array>

namespace vox
{
namespace
{

/** The first layer, of stride 2, or the last one. */
EncoderLayerShape
OuterLayer(std::int64_t inputs, std::int64_t outputs, bool isFirst, const InvertedResidualShape & like)
{
  return {.convolution = {.inputChannels = inputs,
                          .outputChannels = outputs,
                          .kernelSize = Cube(isFirst ? 3 : 1),
                          .stride = Cube(isFirst ? 2 : 1),
                          .bias = false},
          .activation = like.activation,
          .eps = like.eps,
          .momentum = like.momentum};
}

/** The nearest multiple of 8 that is not below nine tenths. */
std::int64_t
MultipleOf8(double channels)
{
  const std::int64_t rounded = std::max<std::int64_t>(8, static_cast<std::int64_t>(channels + 4.0) / 8 * 8);
  return static_cast<double>(rounded) < 0.9 * channels ? rounded + 8 : rounded;
}

struct V3Row
{
  std::int64_t kernel;
  std::int64_t expanded;
  std::int64_t outputs;
  bool weighs; ///< channels by their means
  bool isHard; ///< hard swish instead of ReLU
  std::int64_t stride;
};

const std::vector<V3Row> kSmall{{3, 16, 16, true, false, 2}, {3, 72, 24, false, false, 2}, {3, 88, 24, false, false, 1},
                                {5, 96, 40, true, true, 2},  {5, 240, 40, true, true, 1},  {5, 240, 40, true, true, 1},
                                {5, 120, 48, true, true, 1}, {5, 144, 48, true, true, 1},  {5, 288, 96, true, true, 2},
                                {5, 576, 96, true, true, 1}, {5, 576, 96, true, true, 1}};
const std::vector<V3Row> kLarge{
    {3, 16, 16, false, false, 1}, {3, 64, 24, false, false, 2}, {3, 72, 24, false, false, 1},
    {5, 72, 40, true, false, 2},  {5, 120, 40, true, false, 1}, {5, 120, 40, true, false, 1},
    {3, 240, 80, false, true, 2}, {3, 200, 80, false, true, 1}, {3, 184, 80, false, true, 1},
    {3, 184, 80, false, true, 1}, {3, 480, 112, true, true, 1}, {3, 672, 112, true, true, 1},
    {5, 672, 160, true, true, 2}, {5, 960, 160, true, true, 1}, {5, 960, 160, true, true, 1}};

} // namespace

MobileNetV2Encoder::MobileNetV2Encoder(const EncoderShape & shape) : ImageEncoder(shape)
{
  struct Row
  {
    std::int64_t expansion, outputs, blocks, stride;
  };
  constexpr std::array<Row, 7> rows{
      {{1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}}};
  const InvertedResidualShape like;
  torch::nn::Module & features = AddGroup(*this, "features");
  Then(EncoderLayer(AddGroup(features, "0"), "0", "1", OuterLayer(shape.inputChannels, 32, true, like),
                    shape.dimensions));
  std::int64_t channels = 32;
  int index = 1;
  for (const Row & row : rows)
  {
    if (row.stride == 2)
    {
      EndStride(channels);
    }
    if (IsComplete())
    {
      return;
    }
    for (std::int64_t k = 0; k < row.blocks; ++k)
    {
      InvertedResidualShape block = like;
      block.inputs = channels;
      block.expanded = row.expansion * channels;
      block.outputs = row.outputs;
      block.stride = k == 0 ? row.stride : 1;
      const auto made = features.register_module(std::to_string(index++),
                                                 std::make_shared<InvertedResidual>(block, shape.dimensions));
      Then([made](const at::Tensor & x) { return made->forward(x); });
      channels = row.outputs;
    }
  }
  Then(EncoderLayer(AddGroup(features, std::to_string(index)), "0", "1", OuterLayer(channels, 1280, false, like),
                    shape.dimensions));
  EndStride(1280);
  if (HasHead())
  {
    const auto last = AddGroup(*this, "classifier").register_module("1", std::make_shared<Linear>(1280, shape.classes));
    SetHead([last](const at::Tensor & x) {
      return last->forward(at::dropout(FlatAverages(x, 1), 0.2, last->is_training()));
    });
  }
}

MobileNetV3Encoder::MobileNetV3Encoder(const EncoderShape & shape, bool isLarge) : ImageEncoder(shape)
{
  InvertedResidualShape like;
  like.activation = EncoderActivation::HardSwish;
  like.eps = 1e-3;
  like.momentum = 0.01;
  like.names = InvertedResidualNames::MobileNetV3;
  torch::nn::Module & features = AddGroup(*this, "features");
  Then(EncoderLayer(AddGroup(features, "0"), "0", "1", OuterLayer(shape.inputChannels, 16, true, like),
                    shape.dimensions));
  std::int64_t channels = 16;
  int index = 1;
  for (const V3Row & row : isLarge ? kLarge : kSmall)
  {
    if (row.stride == 2)
    {
      EndStride(channels);
    }
    if (IsComplete())
    {
      return;
    }
    InvertedResidualShape block = like;
    block.inputs = channels;
    block.expanded = row.expanded;
    block.outputs = row.outputs;
    block.kernel = row.kernel;
    block.stride = row.stride;
    block.squeezed = row.weighs ? MultipleOf8(static_cast<double>(row.expanded) / 4.0) : 0;
    block.activation = row.isHard ? EncoderActivation::HardSwish : EncoderActivation::Relu;
    const auto made =
        features.register_module(std::to_string(index++), std::make_shared<InvertedResidual>(block, shape.dimensions));
    Then([made](const at::Tensor & x) { return made->forward(x); });
    channels = row.outputs;
  }
  const std::int64_t last = 6 * channels;
  Then(EncoderLayer(AddGroup(features, std::to_string(index)), "0", "1", OuterLayer(channels, last, false, like),
                    shape.dimensions));
  EndStride(last);
  if (HasHead())
  {
    const std::int64_t width = isLarge ? 1280 : 1024;
    torch::nn::Module & classifier = AddGroup(*this, "classifier");
    const auto first = classifier.register_module("0", std::make_shared<Linear>(last, width));
    const auto second = classifier.register_module("3", std::make_shared<Linear>(width, shape.classes));
    SetHead([first, second](const at::Tensor & x) {
      const at::Tensor hidden = Activate(first->forward(FlatAverages(x, 1)), EncoderActivation::HardSwish);
      return second->forward(at::dropout(hidden, 0.2, second->is_training()));
    });
  }
}

} // namespace vox
