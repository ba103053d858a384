// SPDX-License-Identifier: Apache-2.0
#ifndef voxSwinUnetrOptions_h
#define voxSwinUnetrOptions_h

#include "voxNetworkSizes.h"
#include "voxOptions.h"

#include <array>
#include <cstdint>
#include <vector>

namespace vox
{

/** Which neighbours become one token in three dimensions, under MONAI's names. */
enum class PatchMergingOrder
{
  Merging,     ///< MONAI's default in its release 1.6.1
  MergingV2,   ///< another order of the eight
  EarlyMerging ///< the default of early releases and their weights: two of the eight twice, two not at all
};

[[nodiscard]] constexpr std::array<EnumName<PatchMergingOrder>, 3>
EnumNames(PatchMergingOrder)
{
  return {{{PatchMergingOrder::Merging, "merging"},
           {PatchMergingOrder::MergingV2, "mergingv2"},
           {PatchMergingOrder::EarlyMerging, "early-merging"}}};
}

/** SwinUNETR: a Swin transformer over patches of 2 voxels in four stages, each of half the grid of the one before, and
 * a convolutional decoder (Hatamizadeh et al. 2022, arXiv 2201.01266). Parameter names are MONAI's, without its buffers
 * `relative_position_index`. */
struct SwinUnetrOptions
{
  int dimensions = 3;
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  std::int64_t features = 24; ///< channels of a token of the first stage; twice as many with each further one
  std::vector<std::int64_t> depths{2, 2, 2, 2};
  std::vector<std::int64_t> heads{3, 6, 12, 24}; ///< each shares the channels of its stage
  std::int64_t windowSize = 7;                   ///< tokens along each axis
  PatchMergingOrder merging = PatchMergingOrder::Merging;
};

template <typename TVisitor>
void
VisitFields(SwinUnetrOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("features", o.features, "channels of a token of the first stage");
  visit("depths", o.depths, "blocks of each of the four stages");
  visit("heads", o.heads, "attention heads of each of the four stages");
  visit("window_size", o.windowSize, "tokens along each axis of a window");
  visit("merging", o.merging,
        "neighbours that become one token: merging (MONAI's default) or mergingv2 (each of them)");
}

/** Throws Error(BadModel) for lists of other lengths than 4, channels that the heads cannot share, and numbers below 1;
 * `where` begins the text. */
void Validate(const SwinUnetrOptions & options, const char * where);

/** Multiples of 32. */
[[nodiscard]] NetworkSizes SizesOf(const SwinUnetrOptions & options);

} // namespace vox

#endif
