// SPDX-License-Identifier: Apache-2.0
#include "voxStableDiffusionNames.h"

#include "voxError.h"

#include <utility>
#include <vector>

namespace vox
{
namespace
{

/** Beginnings of names, ours and theirs. */
using Beginnings = std::vector<std::pair<std::string, std::string>>;

/** Their lists hold one entry for each map that is kept or made: a residual block 0, its attention 1, what resamples
 * behind them. */
Beginnings
BeginningsOf(const DiffusionUNetOptions & options)
{
  Beginnings found{{"conv_in.conv.", "input_blocks.0.0."},
                   {"time_embed.", "time_embed."},
                   {"middle_block.resnet_1.", "middle_block.0."},
                   {"middle_block.attention.", "middle_block.1."},
                   {"middle_block.resnet_2.", "middle_block.2."},
                   {"out.0.", "out.0."},
                   {"out.2.conv.", "out.2."}};
  const std::size_t levels = options.channels.size();
  int input = 1;
  int output = 0;
  for (std::size_t step = 0; step < levels; ++step)
  {
    for (std::int64_t block = 0; block < options.residualBlocks[step]; ++block, ++input)
    {
      found.emplace_back(fmt::format("down_blocks.{}.resnets.{}.", step, block),
                         fmt::format("input_blocks.{}.0.", input));
      found.emplace_back(fmt::format("down_blocks.{}.attentions.{}.", step, block),
                         fmt::format("input_blocks.{}.1.", input));
    }
    if (step + 1 < levels)
    {
      found.emplace_back(fmt::format("down_blocks.{}.downsampler.op.conv.", step),
                         fmt::format("input_blocks.{}.0.op.", input++));
    }
    const std::size_t level = levels - 1 - step;
    for (std::int64_t block = 0; block <= options.residualBlocks[level]; ++block, ++output)
    {
      found.emplace_back(fmt::format("up_blocks.{}.resnets.{}.", step, block),
                         fmt::format("output_blocks.{}.0.", output));
      found.emplace_back(fmt::format("up_blocks.{}.attentions.{}.", step, block),
                         fmt::format("output_blocks.{}.1.", output));
    }
    found.emplace_back(fmt::format("up_blocks.{}.upsampler.postconv.conv.", step),
                       fmt::format("output_blocks.{}.{}.conv.", output - 1, options.attention[level] ? 2 : 1));
  }
  return found;
}

/** Layers within a block whose names differ. The first that fits counts. */
const Beginnings &
Layers()
{
  static const Beginnings layers{{"norm1.", "in_layers.0."},          {"conv1.conv.", "in_layers.2."},
                                 {"time_emb_proj.", "emb_layers.1."}, {"norm2.", "out_layers.0."},
                                 {"conv2.conv.", "out_layers.3."},    {"skip_connection.conv.", "skip_connection."},
                                 {"proj_in.conv.", "proj_in."},       {"proj_out.conv.", "proj_out."}};
  return layers;
}

/** Layers within a transformer layer. */
const Beginnings &
TransformerParts()
{
  static const Beginnings parts{
      {".out_proj.", ".to_out.0."}, {".ff.linear1.", ".ff.net.0.proj."}, {".ff.linear2.", ".ff.net.2."}};
  return parts;
}

std::string
RestOfName(std::string rest)
{
  for (const auto & [ours, theirs] : Layers())
  {
    if (rest.starts_with(ours))
    {
      return theirs + rest.substr(ours.size());
    }
  }
  for (const auto & [ours, theirs] : TransformerParts())
  {
    if (const std::size_t at = rest.find(ours); at != std::string::npos)
    {
      return rest.replace(at, ours.size(), theirs);
    }
  }
  return rest;
}

} // namespace

std::string
StableDiffusionName(std::string_view name, const DiffusionUNetOptions & options)
{
  for (const auto & [ours, theirs] : BeginningsOf(options))
  {
    if (name.starts_with(ours))
    {
      return theirs + RestOfName(std::string(name.substr(ours.size())));
    }
  }
  Fail(ErrorKind::BadModel, "DiffusionUNet: tensor '{}' has no name in Stable Diffusion", name);
}

} // namespace vox
