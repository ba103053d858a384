// SPDX-License-Identifier: Apache-2.0
#ifndef voxDiffusionUNetOptions_h
#define voxDiffusionUNetOptions_h

#include "voxNetworkSizes.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** Shape of the U-Net of diffusion models: residual blocks that see a timestep, attention at the coarser levels, and
 * cross attention to a context such as a text (Ho et al. 2020, arXiv 2006.11239; Rombach et al. 2022, arXiv
 * 2112.10752). In the layout and with the names of MONAI's DiffusionModelUNet. All lists have one entry per level,
 * finest first. */
struct DiffusionUNetOptions
{
  int dimensions = 2;
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 1;
  std::vector<std::int64_t> channels{32, 64, 64};
  std::vector<std::int64_t> residualBlocks{1, 1, 1};  ///< of the way down; the way up has one more each
  std::vector<bool> attention{false, true, true};     ///< levels with attention; the bottom always has it
  std::vector<std::int64_t> headChannels{32, 32, 32}; ///< channels of an attention head
  std::int64_t contextChannels = 0; ///< of a context token; 0: attention among voxels alone, without transformer blocks
  std::int64_t transformerLayers = 1; ///< of each attention, with a context
  std::int64_t normGroups = 8;
  double normEps = 1e-6; ///< of the norms outside attention; Stable Diffusion has 1e-5
};

/** Those of Stable Diffusion v1's U-Net: latent images of 4 channels, a context of 77 tokens of 768 channels;
 * 859,520,964 parameters. */
[[nodiscard]] DiffusionUNetOptions StableDiffusionOptions();

template <typename TVisitor>
void
VisitFields(DiffusionUNetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "of the predicted noise, or classes");
  visit("channels", o.channels, "features per level, finest first");
  visit("residual_blocks", o.residualBlocks, "per level of the way down; the way up has one more each");
  visit("attention", o.attention, "levels with attention");
  visit("head_channels", o.headChannels, "channels of an attention head per level");
  visit("context_channels", o.contextChannels, "of a context token; 0 without context");
  visit("transformer_layers", o.transformerLayers, "of each attention, with a context");
  visit("norm_groups", o.normGroups, "groups of the group norms");
  visit("norm_eps", o.normEps, "added to the variance by norms outside attention");
}

/** Throws Error(BadModel) for lists of other lengths, channels that groups or heads do not divide; `where` begins the
 * text. */
void Validate(const DiffusionUNetOptions & options, const char * where);

/** Multiples of 2^(levels - 1). */
[[nodiscard]] NetworkSizes SizesOf(const DiffusionUNetOptions & options);

} // namespace vox

#endif
