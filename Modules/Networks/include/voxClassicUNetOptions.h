// SPDX-License-Identifier: Apache-2.0
#ifndef voxClassicUNetOptions_h
#define voxClassicUNetOptions_h

#include "voxNetworkSizes.h"
#include "voxSkipConnection.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** How a decoder doubles the size of features. */
enum class UNetUpsampling
{
  Transposed, ///< "transposed": transposed convolution of kernel and stride 2, to the channels of the skip
  Nearest,    ///< "nearest": repeated voxels, then a convolution of kernel 3 to the channels of the skip
  Bilinear    ///< "bilinear": interpolation with aligned corners (trilinear in 3D); the channels stay
};
[[nodiscard]] std::span<const EnumName<UNetUpsampling>> EnumNames(UNetUpsampling);

/** The U-Net of Ronneberger et al. 2015 (DOI 10.1007/978-3-319-24574-4_28) and its plain relatives, in 2D and 3D: at
 * each level two convolutions of kernel 3 with ReLU, maxima of 2 voxels between levels, skips [skip, upsampled] cropped
 * at their centre, a 1x1 convolution at the end; logits. Defaults are those of the paper: no padding, no norm, 572
 * voxels in, 388 out.
 *
 * Children: down.L, up.S, dec.S, out; inside down and dec 0, 2 without a norm, 0, 1, 3, 4 with one; S counts from the
 * coarsest level. An up of "nearest" holds 1 (convolution) and, with a norm, 2. */
struct ClassicUNetOptions
{
  int dimensions = 2;
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  std::vector<std::int64_t> features{64, 128, 256, 512, 1024};
  bool padding = false;
  bool batchNorm = false;
  UNetUpsampling upsampling = UNetUpsampling::Transposed;
  SkipConnection skip = SkipConnection::Concatenate;
  double dropout = 0.5;
};

template <typename TVisitor>
void
VisitFields(ClassicUNetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("features", o.features, "channels of each level, finest first");
  visit("padding", o.padding, "convolutions are padded with zeros and keep the size; without, outputs are smaller");
  visit("batch_norm", o.batchNorm, "batch normalization between each convolution and its ReLU");
  visit("upsampling", o.upsampling, "transposed, nearest (then a convolution) or bilinear");
  visit("skip", o.skip, "concat, add or none");
  visit("dropout", o.dropout, "probability of each value behind the two coarsest encoder levels, in training");
}

/** Throws Error(BadModel), as for the options of every network: fewer than 2 levels, non-positive numbers, skips that
 * cannot be added because the channels differ. */
void Validate(const ClassicUNetOptions & options, const char * where);

/** With padding multiples of 2^(levels - 1); without, of 5 levels: 12 more than multiples of 16, from 188, and outputs
 * 92 voxels smaller on each side. */
[[nodiscard]] NetworkSizes SizesOf(const ClassicUNetOptions & options);

} // namespace vox

#endif
