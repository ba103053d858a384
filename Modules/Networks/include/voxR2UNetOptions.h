// SPDX-License-Identifier: Apache-2.0
#ifndef voxR2UNetOptions_h
#define voxR2UNetOptions_h

#include "voxNetworkSizes.h"
#include "voxOptions.h"

#include <cstdint>
#include <span>
#include <vector>

namespace vox
{

/** What an R2UNet computes at each level. A unit is convolution of kernel 3, batch norm, ReLU. */
enum class R2Block
{
  Plain,            ///< "plain": two units
  Recurrent,        ///< "recurrent": a 1x1 convolution, then two recurrent layers
  Residual,         ///< "residual": a 1x1 convolution y, then y + two units of y
  RecurrentResidual ///< "recurrent-residual": a 1x1 convolution y, then y + two recurrent layers of y
};
[[nodiscard]] std::span<const EnumName<R2Block>> EnumNames(R2Block);

/** R2U-Net of Alom et al. 2018 (arXiv 1802.06955) and what it is compared with. A recurrent layer of x is h = u(x),
 * then `recurrences` times h = u(x + h) with one unit u. Upsampling repeats voxels, then one unit; [skip, upsampled];
 * logits.
 *
 * Children, K = 1 the finest level: RRCNNK, UpK, Up_RRCNNK, Conv_1x1; with other blocks ConvK and Up_convK, RCNNK,
 * ResCNNK in place of RRCNNK. */
struct R2UNetOptions
{
  int dimensions = 2;
  std::int64_t inputChannels = 3;
  std::int64_t outputChannels = 1;
  std::vector<std::int64_t> features{64, 128, 256, 512, 1024};
  R2Block block = R2Block::RecurrentResidual;
  std::int64_t recurrences = 2;
};

template <typename TVisitor>
void
VisitFields(R2UNetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("features", o.features, "channels of each level, finest first");
  visit("block", o.block, "plain, recurrent, residual or recurrent-residual");
  visit("recurrences", o.recurrences, "how often a recurrent layer is applied to its own result");
}

void Validate(const R2UNetOptions & options, const char * where);

/** Multiples of 2^(levels - 1). */
[[nodiscard]] NetworkSizes SizesOf(const R2UNetOptions & options);

} // namespace vox

#endif
