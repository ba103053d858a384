// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxR2UNet.h"

#include "Blocks/voxRecurrentBlock.h"

#include <fmt/format.h>

namespace vox
{
namespace
{

std::shared_ptr<LevelBlock>
MakeBlock(std::int64_t inputChannels, std::int64_t outputChannels, const R2UNetOptions & options)
{
  switch (options.block)
  {
  case R2Block::Plain:
    return MakeConvPair(inputChannels, outputChannels, options.dimensions);
  case R2Block::Residual:
    return std::make_shared<ResidualPair>(inputChannels, outputChannels, options.dimensions);
  default:
    return std::make_shared<RecurrentBlock>(inputChannels, outputChannels, options);
  }
}

/** Names of a level's blocks in encoder and decoder, without the number of the level. */
std::pair<std::string_view, std::string_view>
BlockNames(R2Block block)
{
  switch (block)
  {
  case R2Block::Plain:
    return {"Conv", "Up_conv"};
  case R2Block::Recurrent:
    return {"RCNN", "Up_RCNN"};
  case R2Block::Residual:
    return {"ResCNN", "Up_ResCNN"};
  default:
    return {"RRCNN", "Up_RRCNN"};
  }
}

} // namespace

R2UNet::R2UNet(const R2UNetOptions & options)
    : LevelUNet(options.dimensions, SkipConnection::Concatenate, Order::SkipFirst)
{
  const auto [encoderName, decoderName] = BlockNames(options.block);
  std::int64_t input = options.inputChannels;
  for (std::size_t level = 0; level < options.features.size(); ++level)
  {
    AddEncoder(fmt::format("{}{}", encoderName, level + 1), MakeBlock(input, options.features[level], options));
    input = options.features[level];
  }
  for (std::size_t level = options.features.size() - 1; level-- > 0;)
  {
    const std::int64_t channels = options.features[level];
    const std::string up = fmt::format("Up{}.up.", level + 2);
    Layer upsampling = MakeRepeating(up + "1", up + "2", options.features[level + 1], channels);
    AddDecoder(std::move(upsampling), fmt::format("{}{}", decoderName, level + 2),
               MakeBlock(2 * channels, channels, options));
  }
  SetHead("Conv_1x1", options.features.front(), options.outputChannels);
}

} // namespace vox
