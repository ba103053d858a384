// SPDX-License-Identifier: Apache-2.0
#ifndef voxMonaiDynUNetOptions_h
#define voxMonaiDynUNetOptions_h

#include "voxMonaiLayers.h"
#include "voxNetworkSizes.h"
#include "voxZyx.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** Shape of MONAI's DynUNet, a U-Net of nnU-Net's kind with names of its own (Isensee et al. 2021, DOI
 * 10.1038/s41592-020-01008-z). All lists have one entry per stage, finest first. Transposed convolutions have the
 * kernel of the stride that they undo. */
struct MonaiDynUNetOptions
{
  int dimensions = 3; ///< 2 or 3; a 2D network takes [N, C, 1, H, W] and ignores the z entries below
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  std::vector<std::int64_t> filters{32, 64, 128, 256};
  std::vector<Zyx<std::int64_t>> kernelSizes{{3, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}};
  std::vector<Zyx<std::int64_t>> strides{{1, 1, 1}, {2, 2, 2}, {2, 2, 2}, {2, 2, 2}};
  std::int64_t supervisedStages = 1; ///< heads beside the output; 0: none
  bool residual = false;             ///< residual blocks in the encoder
  MonaiNorm norm = MonaiNorm::AffineInstance;
  double dropout = 0.0; ///< of single values, behind each convolution
};

template <typename TVisitor>
void
VisitFields(MonaiDynUNetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("filters", o.filters, "features per stage, finest first");
  visit("kernel_sizes", o.kernelSizes, "z, y, x per stage; odd");
  visit("strides", o.strides, "z, y, x per stage; the first is 1");
  visit("supervised_stages", o.supervisedStages, "heads of deep supervision beside the output");
  visit("residual", o.residual, "residual blocks in the encoder");
  visit("norm", o.norm, "behind each convolution");
  visit("dropout", o.dropout, "probability, behind each convolution");
}

/** Throws Error(BadModel) for lists of other lengths, strides above 2, more heads than stages; `where` begins the text.
 */
void Validate(const MonaiDynUNetOptions & options, const char * where);

/** Multiples of the product of all strides; the heads' outputs have the full size. */
[[nodiscard]] NetworkSizes SizesOf(const MonaiDynUNetOptions & options);

} // namespace vox

#endif
