// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxClassicUNet.h"

#include "Blocks/voxResampling.h"
#include "Blocks/voxTransposedConvolution.h"

#include <fmt/format.h>

namespace vox
{
namespace
{

/** Variance 2 / fan in (He et al. 2015), as both papers draw. */
WeightDraw
DrawForRelu(std::string_view name, const at::Tensor & weight, std::int64_t fanIn)
{
  if (weight.dim() > 1)
  {
    return DrawKaimingNormal(fanIn, 0.0);
  }
  return {WeightDraw::Kind::Constant, name.ends_with(".weight") ? 1.0 : 0.0};
}

} // namespace

ClassicUNet::ClassicUNet(const ClassicUNetOptions & options)
    : LevelUNet(options.dimensions, options.skip, Order::SkipFirst)
{
  const std::size_t levels = options.features.size();
  ConvPairShape shape{
      .inputChannels = options.inputChannels, .batchNorm = options.batchNorm, .padding = options.padding};
  for (std::size_t level = 0; level < levels; ++level)
  {
    shape.middleChannels = shape.outputChannels = options.features[level];
    shape.dropout = level + 2 >= levels ? options.dropout : 0.0;
    AddEncoder(fmt::format("down.{}", level), std::make_shared<ConvPair>(shape, options.dimensions));
    shape.inputChannels = shape.outputChannels;
  }
  shape.dropout = 0.0;
  for (std::size_t level = levels - 1; level-- > 0;)
  {
    const std::size_t step = levels - 2 - level;
    const std::int64_t channels = options.features[level];
    const bool keepsChannels = options.upsampling == UNetUpsampling::Bilinear;
    Layer up = Up(options, step, level);
    shape.inputChannels = JoinedChannels(keepsChannels ? options.features[level + 1] : channels, channels);
    shape.middleChannels = shape.outputChannels = channels;
    AddDecoder(std::move(up), fmt::format("dec.{}", step), std::make_shared<ConvPair>(shape, options.dimensions));
  }
  SetHead("out", options.features.front(), options.outputChannels);
}

LevelUNet::Layer
ClassicUNet::Up(const ClassicUNetOptions & options, std::size_t step, std::size_t level)
{
  const std::string path = fmt::format("up.{}", step);
  const std::int64_t coarser = options.features[level + 1];
  switch (options.upsampling)
  {
  case UNetUpsampling::Transposed:
    return MakeUpsampling(path, coarser, options.features[level]);
  case UNetUpsampling::Nearest:
    return MakeRepeating(path + ".1", options.batchNorm ? path + ".2" : "", coarser, options.features[level]);
  default:
    return [](const at::Tensor & features) { return Enlarged(features, 2, true); };
  }
}

WeightDraw
ClassicUNet::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  return DrawForRelu(name, weight, fanIn);
}

UNet3D::UNet3D(const UNet3DOptions & options) : LevelUNet(options.dimensions, options.skip, Order::SkipFirst)
{
  ConvPairShape shape{.inputChannels = options.inputChannels, .padding = options.padding};
  for (std::size_t level = 0; level < options.features.size(); ++level)
  {
    shape.middleChannels = options.features[level];
    shape.outputChannels = 2 * options.features[level];
    AddEncoder(fmt::format("enc.{}", level), std::make_shared<ConvPair>(shape, options.dimensions));
    shape.inputChannels = shape.outputChannels;
  }
  std::int64_t coarser = shape.outputChannels;
  for (std::size_t level = options.features.size() - 1; level-- > 0;)
  {
    const std::size_t step = options.features.size() - 2 - level;
    const std::int64_t channels = 2 * options.features[level];
    Layer up = MakeUpsampling(fmt::format("up.{}", step), coarser, coarser);
    shape.inputChannels = JoinedChannels(coarser, channels);
    shape.middleChannels = shape.outputChannels = channels;
    AddDecoder(std::move(up), fmt::format("dec.{}", step), std::make_shared<ConvPair>(shape, options.dimensions));
    coarser = channels;
  }
  SetHead("out", coarser, options.outputChannels);
}

WeightDraw
UNet3D::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  return DrawForRelu(name, weight, fanIn);
}

TutorialUNet::TutorialUNet(const TutorialUNetOptions & options)
    : LevelUNet(options.dimensions, options.skip, Order::SkipFirst)
{
  ConvPairShape shape{.inputChannels = options.inputChannels, .bias = false};
  const std::size_t levels = options.features.size();
  for (std::size_t level = 0; level < levels; ++level)
  {
    shape.middleChannels = shape.outputChannels = options.features[level];
    const std::string path = level == 0 ? "in_conv" : fmt::format("enc_{}.1", level);
    AddEncoder(path + ".conv_block", std::make_shared<ConvPair>(shape, options.dimensions));
    shape.inputChannels = shape.outputChannels;
  }
  for (std::size_t level = levels - 1; level-- > 0;)
  {
    const std::string path = fmt::format("dec_{}", levels - 1 - level);
    const std::int64_t channels = options.features[level];
    const auto up = RegisterAt(
        *this, path + ".conv_trans",
        std::make_shared<TransposedConvolution>(TransposedConvolutionShape{.inputChannels = options.features[level + 1],
                                                                           .outputChannels = channels,
                                                                           .kernelSize = {4, 4, 4},
                                                                           .padding = {1, 1, 1}},
                                                options.dimensions));
    shape.inputChannels = JoinedChannels(channels, channels);
    shape.middleChannels = shape.outputChannels = channels;
    AddDecoder([up](const at::Tensor & features) { return up->forward(features); }, path + ".conv_block.conv_block",
               std::make_shared<ConvPair>(shape, options.dimensions));
  }
  SetHead("out_conv", options.features.front(), options.outputChannels);
}

SmallUNet::SmallUNet(const SmallUNetOptions & options)
    : LevelUNet(options.dimensions, options.skip, Order::UpsampledFirst)
{
  ConvPairShape shape{.inputChannels = options.inputChannels, .batchNorm = false};
  const std::size_t levels = options.features.size();
  for (std::size_t level = 0; level < levels; ++level)
  {
    shape.middleChannels = shape.outputChannels = options.features[level];
    AddEncoder(level + 1 == levels ? "bottleneck" : fmt::format("enc{}", level + 1),
               std::make_shared<ConvPair>(shape, options.dimensions));
    shape.inputChannels = shape.outputChannels;
  }
  for (std::size_t level = levels - 1; level-- > 0;)
  {
    const std::int64_t channels = options.features[level];
    Layer up = MakeUpsampling(fmt::format("up{}", level + 1), options.features[level + 1], channels);
    shape.inputChannels = JoinedChannels(channels, channels);
    shape.middleChannels = shape.outputChannels = channels;
    AddDecoder(std::move(up), fmt::format("dec{}", level + 1), std::make_shared<ConvPair>(shape, options.dimensions));
  }
  SetHead("out", options.features.front(), options.outputChannels);
}

} // namespace vox
