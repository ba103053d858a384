// SPDX-License-Identifier: Apache-2.0
#ifndef voxVNetOptions_h
#define voxVNetOptions_h

#include "voxNetworkSizes.h"
#include "voxOptions.h"

#include <cstdint>

namespace vox
{

/** V-Net (Milletari et al. 2016, arXiv 1606.04797) in MONAI's form, whose weights it takes: stages of convolutions of
 * kernel 5 with batch norm and ELU, the stage's input added to its output; strided convolutions down, transposed ones
 * up; [upsampled, skip]; logits.
 *
 * Children: in_tr, down_trW (W = 32, 64, 128, 256), up_trW, out_tr; the names stay when base_features is not 16. */
struct VNetOptions
{
  int dimensions = 3;
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  std::int64_t baseFeatures = 16;
  double dropout = 0.5;
  double skipDropout = 0.5;
};

template <typename TVisitor>
void
VisitFields(VNetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels; a divisor of base_features");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("base_features", o.baseFeatures, "channels of the finest level");
  visit("dropout", o.dropout,
        "probability of a channel in the two coarsest stages of encoder and decoder, in training");
  visit("skip_dropout", o.skipDropout, "probability of a channel of each skip, in training");
}

void Validate(const VNetOptions & options, const char * where);

/** Multiples of 16. */
[[nodiscard]] NetworkSizes SizesOf(const VNetOptions & options);

} // namespace vox

#endif
