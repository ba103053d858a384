// SPDX-License-Identifier: Apache-2.0
#ifndef voxHrstNetOptions_h
#define voxHrstNetOptions_h

#include "voxNetworkSizes.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** High-resolution Swin transformer: branches at 1, 1/2, 1/4, ... of the token grid, each stage with one more, between
 * which features are exchanged after each stage, so that fine features never go through a bottleneck (after Wei et al.
 * 2023, DOI 10.3390/s23073420, and HRNet, arXiv 1908.07919). Numbers of layers and names are ours. */
struct HrstNetOptions
{
  int dimensions = 3;
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  std::int64_t features = 24; ///< channels of a token of the finest branch; twice as many with each other
  std::int64_t patchSize = 2; ///< voxels of a token along each axis
  std::vector<std::int64_t> depths{2, 2, 2, 2};  ///< blocks of each branch of each stage; as many stages as branches
  std::vector<std::int64_t> heads{3, 6, 12, 24}; ///< of each branch, finest first
  std::int64_t windowSize = 7;                   ///< tokens along each axis
};

template <typename TVisitor>
void
VisitFields(HrstNetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("features", o.features, "channels of a token of the finest branch");
  visit("patch_size", o.patchSize, "voxels of a token along each axis");
  visit("depths", o.depths, "blocks of each branch, per stage");
  visit("heads", o.heads, "attention heads, per branch");
  visit("window_size", o.windowSize, "tokens along each axis of a window");
}

/** Throws Error(BadModel) for lists of different length, channels that the heads cannot share, and numbers below 1;
 * `where` begins the text. */
void Validate(const HrstNetOptions & options, const char * where);

/** Multiples of the voxels of a token of the coarsest branch. */
[[nodiscard]] NetworkSizes SizesOf(const HrstNetOptions & options);

} // namespace vox

#endif
