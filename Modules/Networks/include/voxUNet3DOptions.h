// SPDX-License-Identifier: Apache-2.0
#ifndef voxUNet3DOptions_h
#define voxUNet3DOptions_h

#include "voxNetworkSizes.h"
#include "voxSkipConnection.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** The 3D U-Net of Cicek et al. 2016 (arXiv 1606.06650): two convolutions of kernel 3 without padding at each level,
 * each with batch norm and ReLU; the second encoder convolution of a level doubles the channels before the maximum is
 * taken; transposed convolutions keep the channels; skips [skip, upsampled] cropped at their centre. 132 voxels in, 44
 * out.
 *
 * Children: enc.L, up.S, dec.S, out; inside enc and dec 0, 1, 3, 4; S counts from the coarsest level. */
struct UNet3DOptions
{
  int dimensions = 3;
  std::int64_t inputChannels = 3;
  std::int64_t outputChannels = 3;
  std::vector<std::int64_t> features{32, 64, 128, 256};
  bool padding = false;
  SkipConnection skip = SkipConnection::Concatenate;
};

template <typename TVisitor>
void
VisitFields(UNet3DOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("features", o.features,
        "channels of the first convolution of each level, finest first; the second has twice as many");
  visit("padding", o.padding, "convolutions are padded with zeros and keep the size; without, outputs are smaller");
  visit("skip", o.skip, "concat or none");
}

void Validate(const UNet3DOptions & options, const char * where);

/** With padding multiples of 2^(levels - 1); without, of 4 levels: 4 more than multiples of 8, from 92, and outputs 44
 * voxels smaller on each side. */
[[nodiscard]] NetworkSizes SizesOf(const UNet3DOptions & options);

} // namespace vox

#endif
