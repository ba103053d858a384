// SPDX-License-Identifier: Apache-2.0
#ifndef voxAttentionUNetOptions_h
#define voxAttentionUNetOptions_h

#include "voxNetworkSizes.h"
#include "voxOptions.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** Attention U-Net (Oktay et al. 2018, arXiv 1804.03999) in the widely used form with gates of the skip's own grid:
 * gate = sigmoid(BN(conv1(ReLU(BN(conv1(upsampled)) + BN(conv1(skip)))))), inner width half of the level's, multiplied
 * with the skip. Two units (convolution of kernel 3, batch norm, ReLU) at each level; upsampling repeats voxels, then
 * one unit; [gated skip, upsampled]; logits.
 *
 * Children, K = 1 the finest level: ConvK, UpK, AttK, Up_convK, Conv_1x1. AttentionMaps are named AttK. */
struct AttentionUNetOptions
{
  int dimensions = 2;
  std::int64_t inputChannels = 3;
  std::int64_t outputChannels = 1;
  std::vector<std::int64_t> features{64, 128, 256, 512, 1024};
};

/** The 3D network of the same paper: gates on a grid of half the resolution at all levels but the finest, driven by the
 * next coarser decoder features (the deepest by a gating signal); trilinear upsampling; classes at every level, fused
 * by the last 1x1x1 convolution. Interpolation does not align corners.
 *
 * Children as in the authors' code: convK, center, gating, attentionblockK, up_concatK, dsvK, final. AttentionMaps,
 * named attentionblockK, have the size of their skip. */
struct GridAttentionUNetOptions
{
  int dimensions = 3;
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  std::vector<std::int64_t> features{16, 32, 64, 128, 256};
};

namespace detail
{
template <typename TOptions, typename TVisitor>
void
VisitAttentionFields(TOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("features", o.features, "channels of each level, finest first");
}
} // namespace detail

template <typename TVisitor>
void
VisitFields(AttentionUNetOptions & o, TVisitor && visit)
{
  detail::VisitAttentionFields(o, visit);
}

template <typename TVisitor>
void
VisitFields(GridAttentionUNetOptions & o, TVisitor && visit)
{
  detail::VisitAttentionFields(o, visit);
}

void Validate(const AttentionUNetOptions & options, const char * where);
void Validate(const GridAttentionUNetOptions & options, const char * where);

/** Multiples of 2^(levels - 1). */
[[nodiscard]] NetworkSizes SizesOf(const AttentionUNetOptions & options);
[[nodiscard]] NetworkSizes SizesOf(const GridAttentionUNetOptions & options);

} // namespace vox

#endif
