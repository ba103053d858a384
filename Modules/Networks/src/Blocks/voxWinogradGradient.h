// SPDX-License-Identifier: Apache-2.0
#ifndef voxWinogradGradient_h
#define voxWinogradGradient_h

#include "Blocks/voxWinogradConvolution.h"

#include <cstdint>
#include <span>

namespace vox
{

/** A convolution of stride 1, kernel 3x3x3 or 1x3x3, over float32 features in channels-last order. */
struct WinogradExtent
{
  std::int64_t samples;
  std::int64_t inputChannels;  ///< of all inputs together; a multiple of 8
  std::int64_t outputChannels; ///< a multiple of 8
  Zyx<std::int64_t> size;
  std::int64_t kernelDepth; ///< 1 or 3
};

/** Gradient of the weights, [outputChannels, kernelDepth, 3, 3, inputChannels] in memory, of what WinogradConvolution
 * computes from `inputs`: the products of the points of inputs and gradient are summed over all tiles and brought back
 * to taps, 6 or 4.5 products instead of 27 for each output value. Several threads; the result is that of any number of
 * them. */
void WinogradWeightGradient(const WinogradExtent & extent, std::span<const FeatureVolume> inputs,
                            const float * gradient, float * weightGradient);

} // namespace vox

#endif
