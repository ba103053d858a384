// SPDX-License-Identifier: Apache-2.0
#ifndef voxMonaiAttentionUNetOptions_h
#define voxMonaiAttentionUNetOptions_h

#include "voxNetworkSizes.h"
#include "voxZyx.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** Shape of MONAI's AttentionUnet: strided convolutions with batch norms, and an additive gate on each skip (Oktay et
 * al. 2018, arXiv 1804.03999). Strides lie between the levels, so the list has one entry fewer. */
struct MonaiAttentionUNetOptions
{
  int dimensions = 3; ///< 2 or 3; a 2D network takes [N, C, 1, H, W] and ignores the z entries below
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  std::vector<std::int64_t> channels{16, 32, 64, 128, 256};
  std::vector<Zyx<std::int64_t>> strides{{2, 2, 2}, {2, 2, 2}, {2, 2, 2}, {2, 2, 2}};
  Zyx<std::int64_t> upKernelSize{3, 3, 3};
  double dropout = 0.0; ///< of single values, behind each norm of convolution blocks
};

template <typename TVisitor>
void
VisitFields(MonaiAttentionUNetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("channels", o.channels, "features per level, finest first");
  visit("strides", o.strides, "z, y, x between two levels");
  visit("up_kernel_size", o.upKernelSize, "z, y, x of transposed convolutions; odd");
  visit("dropout", o.dropout, "probability, behind each norm");
}

/** Throws Error(BadModel) for lists of other lengths or numbers out of range; `where` begins the text. */
void Validate(const MonaiAttentionUNetOptions & options, const char * where);

/** Multiples of the product of all strides. */
[[nodiscard]] NetworkSizes SizesOf(const MonaiAttentionUNetOptions & options);

} // namespace vox

#endif
