// SPDX-License-Identifier: Apache-2.0
#include "voxMemoryForecast.h"

#include <algorithm>

namespace vox
{
namespace
{

/** Beside the weights lie those of Winograd's convolution, 3.6 times those of the layers with many voxels: 1.2 times
 * all of a plain U-Net of 32 to 320 features. */
constexpr double transformedWeights = 1.2;

/** Bytes of the features of each stage for one window. */
std::vector<std::int64_t>
FeatureBytes(const UNetOptions & network, const Zyx<std::int64_t> & patchSize, std::int64_t bytesPerFeature)
{
  std::vector<std::int64_t> bytes;
  Zyx<std::int64_t> size = patchSize;
  for (std::size_t stage = 0; stage < network.featuresPerStage.size(); ++stage)
  {
    for (std::size_t axis = network.dimensions == 2 ? 1 : 0; axis < 3; ++axis)
    {
      const std::int64_t stride = network.strides[stage][axis];
      size[axis] = (size[axis] + stride - 1) / stride;
    }
    bytes.push_back(network.featuresPerStage[stage] * Product(size) * bytesPerFeature);
  }
  return bytes;
}

/** Weights of a convolution with the scale and shift behind it. */
std::int64_t
ConvolutionWeights(std::int64_t from, std::int64_t to, const Zyx<std::int64_t> & kernel, int dimensions)
{
  return from * to * (dimensions == 2 ? kernel.y * kernel.x : Product(kernel)) + 3 * to;
}

} // namespace

std::int64_t
ActivationBytes(const UNetOptions & network, const Zyx<std::int64_t> & patchSize, std::int64_t bytesPerFeature)
{
  const std::vector<std::int64_t> features = FeatureBytes(network, patchSize, bytesPerFeature);
  std::int64_t peak = 0;
  std::int64_t skips = 0; // of finer stages
  for (std::size_t stage = 0; stage < features.size(); ++stage)
  {
    const std::int64_t own = features[stage];
    // Encoder: a convolution reads and writes. Decoder: it reads the skip and the upsampled features and writes.
    const bool isDecoded = stage + 1 < features.size();
    peak = std::max(peak, skips + (isDecoded ? 3 : 2) * own);
    skips += own;
  }
  return peak;
}

std::int64_t
WeightBytes(const UNetOptions & network)
{
  std::int64_t weights = 0;
  std::int64_t from = network.inputChannels;
  for (std::size_t stage = 0; stage < network.featuresPerStage.size(); ++stage)
  {
    const std::int64_t to = network.featuresPerStage[stage];
    const auto convolution = [&](std::int64_t channels) {
      return ConvolutionWeights(channels, to, network.kernelSizes[stage], network.dimensions);
    };
    const std::int64_t blocks = network.blocksPerStage[stage];
    // Residual blocks have two convolutions each; counting plain ones too high would cost more than it is worth.
    weights += convolution(from) + (blocks - 1) * convolution(to);
    if (stage > 0)
    {
      const std::size_t finer = stage - 1;
      const std::int64_t fine = network.featuresPerStage[finer];
      weights += ConvolutionWeights(to, fine, network.strides[stage], network.dimensions);
      const std::int64_t blocksUp = network.convsPerDecoderStage[network.featuresPerStage.size() - 1 - stage];
      const auto up = [&](std::int64_t channels) {
        return ConvolutionWeights(channels, fine, network.kernelSizes[finer], network.dimensions);
      };
      weights +=
          up(2 * fine) + (blocksUp - 1) * up(fine) + ConvolutionWeights(fine, network.outputChannels, {1, 1, 1}, 3);
    }
    from = to;
  }
  return static_cast<std::int64_t>(static_cast<double>(weights * 4) * (1.0 + transformedWeights));
}

} // namespace vox
