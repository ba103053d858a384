// SPDX-License-Identifier: Apache-2.0
#ifndef voxWinogradConvolution_h
#define voxWinogradConvolution_h

#include "Blocks/voxWinogradWeights.h"
#include "voxZyx.h"

#include <span>

namespace vox
{

/** Float32 features in channels-last order, [D, H, W, channels] in memory. */
struct FeatureVolume
{
  const float * values;
  std::int64_t channels; ///< a multiple of 8
};

/** The same to write to. */
struct FeatureTarget
{
  float * values;
  std::int64_t channels;
};

/** Convolution of stride 1 with kernel 3x3x3 or 1x3x3 and zeros around the image, by F(2, 3) along z, F(2, 3) or
 * F(4, 3) along y, as the weights say, and F(4, 3) along x: 6 or 4.5 products for an output value instead of 27
 * (3x3x3). `inputs` are what a concatenation of channels would hold, in its order; together they have InputChannels.
 * `bias` [OutputChannels] may be null. `outputs` take the channels of the result, some each; together they have
 * OutputChannels.
 *
 * `rowMoments`, unless null, receives for each row of the output, of which there must be one, [D * H][2]
 * [OutputChannels], mean and sum of squared differences from it: the first pass of a norm, taken while the row is in
 * the cache. All hold `samples` of them, one after another. Several threads; the result is that of any number of them.
 * In float32 the rounding errors are about those of the direct sum. */
void WinogradConvolution(const WinogradWeights & weights, std::span<const FeatureVolume> inputs,
                         const Zyx<std::int64_t> & size, const float * bias, std::span<const FeatureTarget> outputs,
                         float * rowMoments, std::int64_t samples = 1);

} // namespace vox

#endif
