// SPDX-License-Identifier: Apache-2.0
#include "voxNetworkMemory.h"

#include "voxPreparedWeights.h"

#include <algorithm>
#include <vector>

namespace vox
{
namespace
{

/** A convolution, or a transposed one whose stride is the kernel. */
struct LayerShape
{
  ConvolutionLayer convolution;
  bool isUpsampling = false;
};

/** All entries of a list of sizes that count: z is none of them in two dimensions. */
Zyx<std::int64_t>
Spatial(const UNetOptions & options, const Zyx<std::int64_t> & sizes)
{
  return {options.dimensions == 2 ? 1 : sizes.z, sizes.y, sizes.x};
}

/** Voxels along the axes of the features of each stage for one window. */
std::vector<Zyx<std::int64_t>>
StageSizes(const NetworkShape & network)
{
  std::vector<Zyx<std::int64_t>> sizes;
  Zyx<std::int64_t> size = network.patchSize;
  for (const Zyx<std::int64_t> & entry : network.options.strides)
  {
    const Zyx<std::int64_t> stride = Spatial(network.options, entry);
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      size[axis] = (size[axis] + stride[axis] - 1) / stride[axis];
    }
    sizes.push_back(size);
  }
  return sizes;
}

/** Bytes of one feature volume of each stage. */
std::vector<std::int64_t>
StageBytes(const NetworkShape & network)
{
  std::vector<std::int64_t> bytes;
  for (const Zyx<std::int64_t> & size : StageSizes(network))
  {
    bytes.push_back(Product(size) * network.options.featuresPerStage[bytes.size()] * network.bytesPerFeature);
  }
  return bytes;
}

void
AddEncoderStage(const NetworkShape & network, std::size_t stage, const Zyx<std::int64_t> & size,
                std::vector<LayerShape> & layers)
{
  const UNetOptions & options = network.options;
  const Zyx<std::int64_t> kernel = Spatial(options, options.kernelSizes[stage]);
  const Zyx<std::int64_t> stride = Spatial(options, options.strides[stage]);
  const std::int64_t to = options.featuresPerStage[stage];
  const auto add = [&](std::int64_t from, const Zyx<std::int64_t> & ofKernel, const Zyx<std::int64_t> & ofStride,
                       const Zyx<std::int64_t> & ofOutput) {
    layers.push_back({{from, 0, to, ofKernel, ofStride, ofOutput}});
  };
  const Zyx<std::int64_t> one{1, 1, 1};
  std::int64_t from = stage == 0 ? options.inputChannels : options.featuresPerStage[stage - 1];
  if (network.residualEncoder && stage == 0)
  {
    add(from, kernel, one, network.patchSize);
    from = to;
  }
  if (network.residualEncoder && from != to)
  {
    add(from, one, one, size);
  }
  add(from, kernel, stride, size);
  for (std::int64_t i = 1; i < options.blocksPerStage[stage] * (network.residualEncoder ? 2 : 1); ++i)
  {
    add(to, kernel, one, size);
  }
}

void
AddDecoderStage(const UNetOptions & options, std::size_t stage, const Zyx<std::int64_t> & size,
                std::vector<LayerShape> & layers)
{
  const Zyx<std::int64_t> kernel = Spatial(options, options.kernelSizes[stage]);
  const Zyx<std::int64_t> stride = Spatial(options, options.strides[stage + 1]);
  const Zyx<std::int64_t> one{1, 1, 1};
  const std::int64_t to = options.featuresPerStage[stage];
  layers.push_back({{options.featuresPerStage[stage + 1], 0, to, stride, one, size}, true});
  for (std::int64_t i = 0; i < options.convsPerDecoderStage[options.featuresPerStage.size() - 2 - stage]; ++i)
  {
    layers.push_back({{to, i == 0 ? to : 0, to, kernel, one, size}});
  }
  layers.push_back({{to, 0, options.outputChannels, one, one, size}});
}

std::vector<LayerShape>
Layers(const NetworkShape & network)
{
  std::vector<LayerShape> layers;
  const std::vector<Zyx<std::int64_t>> sizes = StageSizes(network);
  for (std::size_t stage = 0; stage < sizes.size(); ++stage)
  {
    AddEncoderStage(network, stage, sizes[stage], layers);
    if (stage + 1 < sizes.size())
    {
      AddDecoderStage(network.options, stage, sizes[stage], layers);
    }
  }
  return layers;
}

} // namespace

std::int64_t
ActivationBytes(const NetworkShape & network)
{
  if (network.measured)
  {
    return network.measured->activationBytes;
  }
  const std::vector<std::int64_t> features = StageBytes(network);
  const bool isBf16 = network.bytesPerFeature == 2;
  std::int64_t peak = 0;
  std::int64_t skips = 0; // of finer stages
  for (std::size_t stage = 0; stage < features.size(); ++stage)
  {
    // A plain convolution reads and writes; a residual block holds its input, and its stem until the encoder is done.
    const bool waitsForStem = stage > 0 || network.options.blocksPerStage[stage] > 1;
    const std::int64_t stem = network.residualEncoder && waitsForStem ? features.front() : 0;
    const std::int64_t encoded = stem + (network.residualEncoder ? 3 : 2) * features[stage];
    // The decoder reads the skip and the upsampled features and writes; torch, in bf16, from a copy of both.
    const std::int64_t decoded = stage + 1 < features.size() ? (isBf16 ? 5 : 3) * features[stage] : 0;
    peak = std::max(peak, skips + std::max(encoded, decoded));
    skips += features[stage];
  }
  // oneDNN sums the first layer in float32, and keeps that memory.
  return peak + (isBf16 ? 2 * features.front() : 0);
}

std::int64_t
LastFeatureBytes(const NetworkShape & network)
{
  return network.measured ? network.measured->lastFeatureBytes : StageBytes(network).front();
}

std::int64_t
WeightBytes(const NetworkShape & network)
{
  if (network.measured)
  {
    return network.measured->weightBytes;
  }
  std::int64_t bytes = 0;
  for (const auto & [layer, isUpsampling] : Layers(network))
  {
    const std::int64_t inputs = layer.inputChannels + layer.skipChannels;
    const std::int64_t weights = inputs * layer.outputChannels * Product(layer.kernelSize);
    const std::int64_t prepared = isUpsampling
                                      ? PreparedUpsamplingWeightCount(inputs, layer.outputChannels, layer.kernelSize)
                                      : PreparedWeightCount(layer);
    const std::int64_t copies = network.bytesPerFeature == 2 ? 2 * weights : 4 * prepared;
    bytes += 4 * (weights + 3 * layer.outputChannels) + copies; // and bias, scale and shift
  }
  return bytes;
}

} // namespace vox
