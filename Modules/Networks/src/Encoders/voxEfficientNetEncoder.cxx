// SPDX-License-Identifier: Apache-2.0
#include "Encoders/voxEfficientNetEncoder.h"

#include "Blocks/voxLinear.h"
#include "Encoders/voxInvertedResidual.h"

#include <ATen/ops/dropout.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace vox
{
namespace
{

/** b0, b1, ...: factors of channels and layers, image size of the publication, dropout of the classifier. */
struct Member
{
  double width;
  double depth;
  std::int64_t imageSize;
  double dropout;
};
constexpr std::array<Member, 5> kMembers{
    {{1.0, 1.0, 224, 0.2}, {1.0, 1.1, 240, 0.2}, {1.1, 1.2, 260, 0.3}, {1.2, 1.4, 300, 0.3}, {1.4, 1.8, 380, 0.4}}};

/** A stage of b0. */
struct Stage
{
  std::int64_t expansion;
  std::int64_t kernel;
  std::int64_t stride;
  std::int64_t outputs;
  std::int64_t blocks;
};
constexpr std::array<Stage, 7> kStages{{{1, 3, 1, 16, 1},
                                        {6, 3, 2, 24, 2},
                                        {6, 5, 2, 40, 2},
                                        {6, 3, 2, 80, 3},
                                        {6, 5, 1, 112, 3},
                                        {6, 5, 2, 192, 4},
                                        {6, 3, 1, 320, 1}}};

/** A multiple of 8, at least nine tenths of the product. */
std::int64_t
Widened(std::int64_t channels, double factor)
{
  const double product = static_cast<double>(channels) * factor;
  const std::int64_t rounded = std::max<std::int64_t>(8, static_cast<std::int64_t>(product + 4.0) / 8 * 8);
  return static_cast<double>(rounded) < 0.9 * product ? rounded + 8 : rounded;
}

std::int64_t
Deepened(std::int64_t blocks, double factor)
{
  return static_cast<std::int64_t>(std::ceil(static_cast<double>(blocks) * factor));
}

/** How often the last block is skipped in training; earlier ones in proportion to their place. */
constexpr double kDropRate = 0.2;

} // namespace

EfficientNetEncoder::EfficientNetEncoder(const EncoderShape & shape, int member, EfficientNetTree tree)
    : ImageEncoder(shape), m_Tree(tree)
{
  const Member & scale = kMembers.at(static_cast<std::size_t>(member));
  const bool samePad = tree == EfficientNetTree::SamePad;
  InvertedResidualShape like;
  like.activation = EncoderActivation::Silu;
  like.eps = samePad ? 1e-3 : 1e-5;
  like.momentum = samePad ? 0.01 : 0.1;
  like.names = samePad ? InvertedResidualNames::SamePadEfficientNet : InvertedResidualNames::MobileNetV3;

  // Whatever the size of the images, the zeros that TensorFlow adds for the published size.
  std::int64_t size = scale.imageSize;
  torch::nn::Module & top = samePad ? *this : AddGroup(*this, "features");
  std::int64_t channels = Widened(32, scale.width);
  EncoderLayerShape outer{.convolution = {.inputChannels = shape.inputChannels,
                                          .outputChannels = channels,
                                          .kernelSize = Cube(3),
                                          .stride = Cube(2),
                                          .bias = false},
                          .activation = like.activation,
                          .eps = like.eps,
                          .momentum = like.momentum};
  if (samePad)
  {
    const auto zeros = SamePadding(size, 3, 2);
    outer.convolution.padding = Cube(SymmetricPart(zeros));
    Then([zeros](const at::Tensor & x) { return Padded(x, zeros); });
    Then(EncoderLayer(top, "_conv_stem", "_bn0", outer, shape.dimensions));
  }
  else
  {
    Then(EncoderLayer(AddGroup(top, "0"), "0", "1", outer, shape.dimensions));
  }
  EndStride(channels);
  size = (size + 1) / 2;

  std::int64_t total = 0;
  for (const Stage & stage : kStages)
  {
    total += Deepened(stage.blocks, scale.depth);
  }
  torch::nn::Module * const flatBlocks = samePad && !IsComplete() ? &AddGroup(top, "_blocks") : nullptr;
  // segmentation_models.pytorch takes the features of stride 16 of b0 behind its ninth block, amid a stage.
  const std::int64_t early = samePad && member == 0 ? 9 : 0;
  std::int64_t done = 0;
  for (std::size_t s = 0; s < kStages.size() && !IsComplete(); ++s)
  {
    const Stage & stage = kStages[s];
    torch::nn::Module & parent = samePad ? *flatBlocks : AddGroup(top, std::to_string(s + 1));
    for (std::int64_t b = 0; b < Deepened(stage.blocks, scale.depth) && !IsComplete(); ++b)
    {
      InvertedResidualShape block = like;
      block.inputs = channels;
      block.expanded = stage.expansion * channels;
      block.outputs = Widened(stage.outputs, scale.width);
      block.kernel = stage.kernel;
      block.stride = b == 0 ? stage.stride : 1;
      block.squeezed = std::max<std::int64_t>(1, channels / 4);
      block.dropRate = kDropRate * static_cast<double>(done) / static_cast<double>(total);
      if (samePad)
      {
        block.padding = SamePadding(size, block.kernel, block.stride);
      }
      size = (size + block.stride - 1) / block.stride;
      const auto made = parent.register_module(std::to_string(samePad ? done : b),
                                               std::make_shared<InvertedResidual>(block, shape.dimensions));
      Then([made](const at::Tensor & x) { return made->forward(x); });
      channels = block.outputs;
      ++done;
      if (done == early)
      {
        EndStride(channels);
      }
    }
    const bool endsStride = s > 0 && (s + 1 == kStages.size() || kStages[s + 1].stride == 2);
    if (endsStride && (s != 4 || early == 0))
    {
      EndStride(channels);
    }
  }
  if (HasHead())
  {
    const std::int64_t last = 4 * channels;
    outer.convolution = {.inputChannels = channels, .outputChannels = last, .bias = false};
    Then(samePad ? EncoderLayer(top, "_conv_head", "_bn1", outer, shape.dimensions)
                 : EncoderLayer(AddGroup(top, "8"), "0", "1", outer, shape.dimensions));
    const auto linear = std::make_shared<Linear>(last, shape.classes);
    samePad ? register_module("_fc", linear) : AddGroup(*this, "classifier").register_module("1", linear);
    SetHead([linear, dropout = scale.dropout](const at::Tensor & x) {
      return linear->forward(at::dropout(FlatAverages(x, 1), dropout, linear->is_training()));
    });
  }
}

WeightDraw
EfficientNetEncoder::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  return m_Tree == EfficientNetTree::SamePad ? DrawAsTorch(name, fanIn) : ImageEncoder::DrawOf(name, weight, fanIn);
}

} // namespace vox
