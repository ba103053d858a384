// SPDX-License-Identifier: Apache-2.0
#ifndef voxWinogradGradient_h
#define voxWinogradGradient_h

#include "voxZyx.h"

#include <cstdint>

namespace vox
{

/** A convolution of stride 1, kernel 3x3x3 or 1x3x3, over float32 features in channels-last order. */
struct WinogradExtent
{
  std::int64_t samples;
  std::int64_t inputChannels;  ///< a multiple of 8
  std::int64_t outputChannels; ///< a multiple of 8
  Zyx<std::int64_t> size;
  std::int64_t kernelDepth; ///< 1 or 3
};

/** Gradient of the weights, [outputChannels, kernelDepth, 3, 3, inputChannels] in memory, of what WinogradConvolution
 * computes: the products of the points of input and gradient are summed over all tiles and brought back to taps, 6
 * products instead of 27 for each output value. Several threads; the result is that of any number of them. */
void WinogradWeightGradient(const WinogradExtent & extent, const float * input, const float * gradient,
                            float * weightGradient);

} // namespace vox

#endif
