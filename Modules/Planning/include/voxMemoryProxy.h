// SPDX-License-Identifier: Apache-2.0
#ifndef voxMemoryProxy_h
#define voxMemoryProxy_h

#include "voxUNetOptions.h"

#include <cstdint>
#include <string_view>

namespace vox
{

/** Number of values that all convolutions of a U-Net put out for one patch: nnU-Net's stand-in for the memory of a
 * training step, compute_conv_feature_map_size of dynamic_network_architectures 0.4.4. A residual network counts its
 * stem, two convolutions per block and one for a projected skip connection; a decoder stage its convolutions and the
 * transposed convolution before them. The 1x1x1 convolution to the classes counts on the finest scale, with deep
 * supervision on every decoder stage. Sizes are divided by the strides without remainder. `network` is "PlainConvUNet"
 * or "ResidualEncoderUNet". Throws Error(Internal) for any other. */
[[nodiscard]] std::int64_t ConvolutionOutputs(std::string_view network, const UNetOptions & options,
                                              const Zyx<std::int64_t> & patchSize, bool deepSupervision = false);

} // namespace vox

#endif
