// SPDX-License-Identifier: Apache-2.0
#ifndef voxUNetOptions_h
#define voxUNetOptions_h

#include "voxNetworkDefinition.h"
#include "voxNetworkSizes.h"
#include "voxZyx.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** Shape of a U-Net of nnU-Net's families. Stage 0 has the full resolution; all lists have one entry per stage, except
 * convsPerDecoderStage, which has one fewer and runs the other way, coarsest first,
 * as in nnU-Net. Names follow arch_kwargs of nnU-Net's plans.json. */
struct UNetOptions
{
  int dimensions = 3; ///< 2 or 3; a 2D network takes [N, C, 1, H, W] and ignores the z entries below
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  std::vector<std::int64_t> featuresPerStage{32, 64, 128, 256};
  std::vector<Zyx<std::int64_t>> kernelSizes{{3, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}};
  std::vector<Zyx<std::int64_t>> strides{{1, 1, 1}, {2, 2, 2}, {2, 2, 2}, {2, 2, 2}};
  std::vector<std::int64_t> blocksPerStage{2, 2, 2, 2}; ///< n_conv_per_stage (plain) or n_blocks_per_stage (residual)
  std::vector<std::int64_t> convsPerDecoderStage{2, 2, 2};
  bool convBias = true;
  double normEps = 1e-5;
  bool normAffine = true;
  double negativeSlope = 0.01; ///< of the leaky ReLU; 0 is ReLU
  double dropout = 0.0;        ///< probability after each convolution of a block; 0 leaves the layer out
};

template <typename TVisitor>
void
VisitFields(UNetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels, plus previous-stage labels in a cascade");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("features_per_stage", o.featuresPerStage, "channels, finest stage first");
  visit("kernel_sizes", o.kernelSizes, "z, y, x per stage");
  visit("strides", o.strides, "z, y, x per stage");
  visit("blocks_per_stage", o.blocksPerStage, "convolutions (plain) or residual blocks per encoder stage");
  visit("convs_per_decoder_stage", o.convsPerDecoderStage,
        "convolutions per decoder stage, coarsest first as nnU-Net lists them");
  visit("conv_bias", o.convBias, "convolutions have a bias");
  visit("norm_eps", o.normEps, "added to the variance by instance normalization");
  visit("norm_affine", o.normAffine, "instance normalization has scale and shift");
  visit("negative_slope", o.negativeSlope, "of the leaky ReLU");
  visit("dropout", o.dropout, "probability; 0 leaves the layer out");
}

/** Throws Error(BadModel) for lists of different length, even kernel sizes, non-positive numbers; `where` begins the
 * text. */
void Validate(const UNetOptions & options, const char * where);

/** Multiples of the product of all strides; an output for each stage but the coarsest. */
[[nodiscard]] NetworkSizes SizesOf(const UNetOptions & options);

/** True for PlainConvUNet and ResidualEncoderUNet, whose options are these. */
[[nodiscard]] bool IsOfNnunet(const NetworkDefinition & definition);

/** The options of a definition of PlainConvUNet or ResidualEncoderUNet. Throws Error(BadModel) for another network. */
[[nodiscard]] UNetOptions UNetOptionsOf(const NetworkDefinition & definition);

} // namespace vox

#endif
