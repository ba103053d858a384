// SPDX-License-Identifier: Apache-2.0
#ifndef voxPatchConvolution_h
#define voxPatchConvolution_h

#include "Blocks/voxPatchWeights.h"

namespace vox
{

/** Convolution of any stride and number of channels, with zeros of (kernel - 1) / 2 voxels around the image. For each
 * place (z, y) in the kernel the taps along x of neighboring output voxels are a matrix product with the input row as
 * it lies; of one input channel, what all taps see is laid side by side first. `input` is [D, H, W, InputChannels],
 * `output` [ceil(D / stride), ..., OutputChannels]. `rowMoments` as for WinogradConvolution. Several threads; the
 * result is that of any number of them. */
void PatchConvolution(const PatchWeights & weights, const Zyx<std::int64_t> & size, const Zyx<std::int64_t> & stride,
                      const float * input, float * output, float * rowMoments);

} // namespace vox

#endif
