// SPDX-License-Identifier: Apache-2.0
#ifndef voxPreparedWeights_h
#define voxPreparedWeights_h

#include "voxZyx.h"

#include <cstdint>

namespace vox
{

/** A convolution, padded to keep the size but for its stride; two dimensions have 1 along z. */
struct ConvolutionLayer
{
  std::int64_t inputChannels = 0;
  std::int64_t skipChannels = 0; ///< of features that a concatenation would append to the input
  std::int64_t outputChannels = 0;
  Zyx<std::int64_t> kernelSize{1, 1, 1};
  Zyx<std::int64_t> stride{1, 1, 1};
  Zyx<std::int64_t> outputSize{1, 1, 1};
};

/** What computes a convolution in float32 without gradients. */
enum class PredictionKernel
{
  Torch,    ///< kernels of one voxel, which are matrix products, and few voxels, where reading weights costs most
  Winograd, ///< 3x3x3 and 1x3x3 of stride 1 from and with multiples of 8 channels
  Patches   ///< every other one
};
[[nodiscard]] PredictionKernel PredictionKernelOf(const ConvolutionLayer & layer);

/** Floats that a layer of a network prepared to predict in float32 keeps its weights in, besides the weights
 * themselves. */
[[nodiscard]] std::int64_t PreparedWeightCount(const ConvolutionLayer & layer);

/** The same of a transposed convolution whose kernel is its stride. */
[[nodiscard]] std::int64_t PreparedUpsamplingWeightCount(std::int64_t inputChannels, std::int64_t outputChannels,
                                                         const Zyx<std::int64_t> & stride);

} // namespace vox

#endif
