// SPDX-License-Identifier: Apache-2.0
#ifndef voxMonaiSegResNetOptions_h
#define voxMonaiSegResNetOptions_h

#include "voxNetworkSizes.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** Shape of MONAI's SegResNet: pre-activated residual blocks with group norms, skips that are added (Myronenko 2018,
 * arXiv 1810.11654, without its autoencoder). Level l has 2^l times the filters of level 0. */
struct MonaiSegResNetOptions
{
  int dimensions = 3;
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  std::int64_t initialFilters = 8;
  std::vector<std::int64_t> blocksDown{1, 2, 2, 4}; ///< residual blocks per level, finest first
  std::vector<std::int64_t> blocksUp{1, 1, 1};      ///< of the decoder, coarsest first
  std::int64_t normGroups = 8;
  double dropout = 0.0; ///< of channels, behind the first convolution
};

template <typename TVisitor>
void
VisitFields(MonaiSegResNetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("initial_filters", o.initialFilters, "features of the finest level; each coarser one has twice as many");
  visit("blocks_down", o.blocksDown, "residual blocks per level, finest first");
  visit("blocks_up", o.blocksUp, "residual blocks per decoder level, coarsest first");
  visit("norm_groups", o.normGroups, "groups of the group norms");
  visit("dropout", o.dropout, "probability of channels behind the first convolution");
}

/** Throws Error(BadModel) for lists of other lengths, filters that the groups do not divide; `where` begins the text.
 */
void Validate(const MonaiSegResNetOptions & options, const char * where);

/** Multiples of 2^(levels - 1). */
[[nodiscard]] NetworkSizes SizesOf(const MonaiSegResNetOptions & options);

} // namespace vox

#endif
