// SPDX-License-Identifier: Apache-2.0
#ifndef voxUnetrOptions_h
#define voxUnetrOptions_h

#include "voxNetworkSizes.h"
#include "voxZyx.h"

#include <cstdint>

namespace vox
{

/** UNETR: a vision transformer of 12 layers over patches of 16 voxels, whose tokens behind layers 4, 7, 10 and 12 a
 * convolutional decoder brings back to the image (Hatamizadeh et al. 2022, arXiv 2103.10504). Parameter names are
 * MONAI's, without the tensors `vit.blocks.*.norm_cross_attn` and `cross_attn` of its state dicts, which nothing reads.
 */
struct UnetrOptions
{
  int dimensions = 3;
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  Zyx<std::int64_t> imageSize{96, 96, 96}; ///< multiples of 16; the position table fits this size alone
  std::int64_t features = 16;              ///< of the finest decoder stage; 2, 4 and 8 times as many further down
  std::int64_t hiddenChannels = 768;       ///< of a token; a multiple of the heads
  std::int64_t mlpChannels = 3072;
  std::int64_t heads = 12;
};

template <typename TVisitor>
void
VisitFields(UnetrOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("image_size", o.imageSize, "z, y, x of all images: multiples of 16");
  visit("features", o.features, "channels of the finest decoder stage");
  visit("hidden_channels", o.hiddenChannels, "channels of a token");
  visit("mlp_channels", o.mlpChannels, "channels inside the transformer's MLPs");
  visit("heads", o.heads, "attention heads, which share the channels of a token");
}

/** Throws Error(BadModel) for sizes that are no multiples of 16, channels that the heads cannot share, and numbers
 * below 1; `where` begins the text. */
void Validate(const UnetrOptions & options, const char * where);

/** The image size of the options alone. */
[[nodiscard]] NetworkSizes SizesOf(const UnetrOptions & options);

} // namespace vox

#endif
