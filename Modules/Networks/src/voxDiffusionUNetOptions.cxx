// SPDX-License-Identifier: Apache-2.0
#include "voxDiffusionUNetOptions.h"

#include "voxOptionChecks.h"
#include "voxSizeRules.h"

#include <iterator>

namespace vox
{

DiffusionUNetOptions
StableDiffusionOptions()
{
  return {.dimensions = 2,
          .inputChannels = 4,
          .outputChannels = 4,
          .channels = {320, 640, 1280, 1280},
          .residualBlocks = {2, 2, 2, 2},
          .attention = {true, true, true, false},
          .headChannels = {40, 80, 160, 160},
          .contextChannels = 768,
          .transformerLayers = 1,
          .normGroups = 32,
          .normEps = 1e-5};
}

void
Validate(const DiffusionUNetOptions & options, const char * where)
{
  RequireImages(options, where);
  const std::size_t levels = options.channels.size();
  RequireAtLeast(std::ssize(options.channels), 2, "the number of levels in channels", where);
  RequireLength(options.residualBlocks.size(), levels, "residual_blocks", where);
  RequireLength(options.attention.size(), levels, "attention", where);
  RequireLength(options.headChannels.size(), levels, "head_channels", where);
  RequireAllPositive(options.channels, "an entry of channels", where);
  RequireAllPositive(options.residualBlocks, "an entry of residual_blocks", where);
  RequireAtLeast(options.normGroups, 1, "norm_groups", where);
  for (std::size_t level = 0; level < levels; ++level)
  {
    RequireMultiple(options.channels[level], options.normGroups, "an entry of channels", where);
    if (options.attention[level] || level + 1 == levels)
    {
      RequireAtLeast(options.headChannels[level], 1, "an entry of head_channels", where);
      RequireMultiple(options.channels[level], options.headChannels[level], "an entry of channels with attention",
                      where);
    }
  }
  RequireMultiple(options.channels.front(), 2, "the first entry of channels", where);
  RequireAtLeast(options.contextChannels, 0, "context_channels", where);
  RequireAtLeast(options.transformerLayers, 1, "transformer_layers", where);
  RequirePositiveNumber(options.normEps, "norm_eps", where);
}

NetworkSizes
SizesOf(const DiffusionUNetOptions & options)
{
  return HalvingSizes(options.dimensions, options.channels.size());
}

} // namespace vox
