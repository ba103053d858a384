// SPDX-License-Identifier: Apache-2.0
#ifndef voxUNetTransformerOptions_h
#define voxUNetTransformerOptions_h

#include "voxNetworkSizes.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** A U-Net with self-attention among all voxels of its coarsest features, and gates in its skips: cross-attention in
 * which the coarser decoder features ask for those of the skip (Petit et al. 2021, arXiv 2103.06104). The time
 * attention takes grows with the square of the voxels it sees, so that images have a largest size. */
struct UNetTransformerOptions
{
  int dimensions = 2;
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  std::vector<std::int64_t> featuresPerStage{64, 128, 256, 512, 1024}; ///< finest first; multiples of the heads
  std::int64_t heads = 4;
  std::int64_t gatedSkips = 4;    ///< of the coarsest skips, at most all; the others are concatenated as they are
  std::int64_t attentionGrid = 0; ///< most voxels along an axis of what attention sees; 0: 128, or 24 in 3D
};

template <typename TVisitor>
void
VisitFields(UNetTransformerOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("features_per_stage", o.featuresPerStage, "channels, finest stage first");
  visit("heads", o.heads, "attention heads, which share the channels of a stage");
  visit("gated_skips", o.gatedSkips, "how many of the coarsest skips have a gate of cross-attention");
  visit("attention_grid", o.attentionGrid,
        "most voxels along each axis of the features that attention sees; 0: 128 in two dimensions, 24 in three");
}

/** Throws Error(BadModel) for fewer than two stages, channels that the heads cannot share, more gates than skips, a
 * grid of more than 65536 voxels, and numbers below 1; `where` begins the text. */
void Validate(const UNetTransformerOptions & options, const char * where);

/** Multiples of 2^(stages - 1), up to the size whose features fill the attention grid. */
[[nodiscard]] NetworkSizes SizesOf(const UNetTransformerOptions & options);

} // namespace vox

#endif
