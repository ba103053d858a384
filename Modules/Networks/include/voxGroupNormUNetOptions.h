// SPDX-License-Identifier: Apache-2.0
#ifndef voxGroupNormUNetOptions_h
#define voxGroupNormUNetOptions_h

#include "voxNetworkSizes.h"
#include "voxOptions.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** The 3D U-Net of Wolny et al. 2020 (DOI 10.7554/eLife.57613), of which models of plant tissue are published: at each
 * level twice group norm, convolution of kernel 3 without bias, ReLU ("gcr"); maxima of 2 voxels down, repeated voxels
 * up, [skip, upsampled]; logits. The first convolution of an encoder level has half of its channels, at least those it
 * sees.
 *
 * Children as in the authors' code: encoders.L, decoders.S, each basic_module.{SingleConv1, SingleConv2}.{groupnorm,
 * conv}, and final_conv; S counts from the coarsest level. */
struct GroupNormUNetOptions
{
  int dimensions = 3;
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  std::vector<std::int64_t> features{64, 128, 256, 512};
  std::int64_t groups = 8;
};

template <typename TVisitor>
void
VisitFields(GroupNormUNetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("features", o.features, "channels of each level, finest first");
  visit("groups", o.groups, "of each group norm; a norm of fewer channels has one group");
}

/** Throws Error(BadModel) also where a norm's channels do not fall into equal groups. */
void Validate(const GroupNormUNetOptions & options, const char * where);

/** Multiples of 2^(levels - 1). */
[[nodiscard]] NetworkSizes SizesOf(const GroupNormUNetOptions & options);

} // namespace vox

#endif
