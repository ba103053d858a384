// SPDX-License-Identifier: Apache-2.0
#ifndef voxWeightGradient_h
#define voxWeightGradient_h

#include "voxZyx.h"

#include <cstdint>

namespace vox
{

/** A convolution over float32 features in channels-last order, [N, D, H, W, C] in memory; D = 1 in 2D. */
struct ConvolutionExtent
{
  std::int64_t samples;
  std::int64_t inputChannels;
  std::int64_t outputChannels;
  Zyx<std::int64_t> inputSize;
  Zyx<std::int64_t> outputSize;
  Zyx<std::int64_t> kernelSize;
  Zyx<std::int64_t> stride;
  Zyx<std::int64_t> padding;
};

/** True where one of the two numbers of channels is a multiple of 8, which is what the kernel computes at a time. */
[[nodiscard]] bool TakesWeightGradient(std::int64_t inputChannels, std::int64_t outputChannels);

/** Gradient of the weights, [outputChannels, kernel z, y, x, inputChannels] in memory: the sum over all output voxels
 * of input voxel times gradient. Several threads; the result is that of any number of them. */
void WeightGradient(const ConvolutionExtent & extent, const float * input, const float * gradient,
                    float * weightGradient);

} // namespace vox

#endif
