// SPDX-License-Identifier: Apache-2.0
#include "voxNetworkMemory.h"

#include <algorithm>
#include <vector>

namespace vox
{
namespace
{

/** Layers with fewer voxels are left to oneDNN, as in Networks (voxPredictLayer.cxx). */
constexpr std::int64_t fewVoxels = 1000;

struct LayerShape
{
  std::int64_t from = 0;
  std::int64_t to = 0;
  Zyx<std::int64_t> kernel;
  std::int64_t stride = 1; ///< product over the axes
  std::int64_t voxels = 0; ///< of the result
  bool isUpsampling = false;
};

/** All entries of a list of sizes that count: z is none of them in two dimensions. */
Zyx<std::int64_t>
Spatial(const UNetOptions & options, const Zyx<std::int64_t> & sizes)
{
  return {options.dimensions == 2 ? 1 : sizes.z, sizes.y, sizes.x};
}

/** Voxels of the features of each stage for one window. */
std::vector<std::int64_t>
StageVoxels(const NetworkShape & network)
{
  std::vector<std::int64_t> voxels;
  Zyx<std::int64_t> size = network.patchSize;
  for (const Zyx<std::int64_t> & entry : network.options.strides)
  {
    const Zyx<std::int64_t> stride = Spatial(network.options, entry);
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      size[axis] = (size[axis] + stride[axis] - 1) / stride[axis];
    }
    voxels.push_back(Product(size));
  }
  return voxels;
}

/** Bytes of one feature volume of each stage. */
std::vector<std::int64_t>
StageBytes(const NetworkShape & network)
{
  std::vector<std::int64_t> bytes = StageVoxels(network);
  for (std::size_t stage = 0; stage < bytes.size(); ++stage)
  {
    bytes[stage] *= network.options.featuresPerStage[stage] * network.bytesPerFeature;
  }
  return bytes;
}

void
AddEncoderStage(const NetworkShape & network, std::size_t stage, std::int64_t voxels, std::vector<LayerShape> & layers)
{
  const UNetOptions & options = network.options;
  const Zyx<std::int64_t> kernel = Spatial(options, options.kernelSizes[stage]);
  const std::int64_t stride = Product(Spatial(options, options.strides[stage]));
  const std::int64_t to = options.featuresPerStage[stage];
  std::int64_t from = stage == 0 ? options.inputChannels : options.featuresPerStage[stage - 1];
  if (network.residualEncoder && stage == 0)
  {
    layers.push_back({from, to, kernel, 1, voxels * stride});
    from = to;
  }
  if (network.residualEncoder && from != to)
  {
    layers.push_back({from, to, {1, 1, 1}, 1, voxels});
  }
  layers.push_back({from, to, kernel, stride, voxels});
  const std::int64_t convolutions = options.blocksPerStage[stage] * (network.residualEncoder ? 2 : 1);
  layers.insert(layers.end(), static_cast<std::size_t>(convolutions - 1), {to, to, kernel, 1, voxels});
}

void
AddDecoderStage(const UNetOptions & options, std::size_t stage, std::int64_t voxels, std::vector<LayerShape> & layers)
{
  const Zyx<std::int64_t> kernel = Spatial(options, options.kernelSizes[stage]);
  const Zyx<std::int64_t> stride = Spatial(options, options.strides[stage + 1]);
  const std::int64_t to = options.featuresPerStage[stage];
  const std::int64_t convolutions = options.convsPerDecoderStage[options.featuresPerStage.size() - 2 - stage];
  layers.push_back({options.featuresPerStage[stage + 1], to, stride, 1, voxels, true});
  layers.push_back({2 * to, to, kernel, 1, voxels});
  layers.insert(layers.end(), static_cast<std::size_t>(convolutions - 1), {to, to, kernel, 1, voxels});
  layers.push_back({to, options.outputChannels, {1, 1, 1}, 1, voxels});
}

std::vector<LayerShape>
Layers(const NetworkShape & network)
{
  std::vector<LayerShape> layers;
  const std::vector<std::int64_t> voxels = StageVoxels(network);
  for (std::size_t stage = 0; stage < voxels.size(); ++stage)
  {
    AddEncoderStage(network, stage, voxels[stage], layers);
    if (stage + 1 < voxels.size())
    {
      AddDecoderStage(network.options, stage, voxels[stage], layers);
    }
  }
  return layers;
}

/** Further values that a layer in float32 keeps its weights in. */
std::int64_t
CopiedWeights(const LayerShape & layer)
{
  const std::int64_t columns = (layer.to + 15) / 16 * 16;
  const Zyx<std::int64_t> & kernel = layer.kernel;
  const bool isSquare = kernel.y == 3 && kernel.x == 3 && (kernel.z == 1 || kernel.z == 3);
  if (layer.isUpsampling)
  {
    return layer.from * columns * Product(kernel);
  }
  if (Product(kernel) == 1 || layer.voxels < fewVoxels)
  {
    return 0;
  }
  if (isSquare && layer.stride == 1 && layer.from % 8 == 0)
  {
    return layer.from * columns * (kernel.z == 3 ? 4 : 1) * 4 * 6; // Winograd's points along z, y and x
  }
  return layer.from * columns * Product(kernel);
}

} // namespace

std::int64_t
ActivationBytes(const NetworkShape & network)
{
  const std::vector<std::int64_t> features = StageBytes(network);
  std::int64_t peak = 0;
  std::int64_t skips = 0; // of finer stages
  for (std::size_t stage = 0; stage < features.size(); ++stage)
  {
    // A plain convolution reads and writes; a residual block holds its input, and its stem until the encoder is done.
    const bool waitsForStem = stage > 0 || network.options.blocksPerStage[stage] > 1;
    const std::int64_t stem = network.residualEncoder && waitsForStem ? features.front() : 0;
    const std::int64_t encoded = stem + (network.residualEncoder ? 3 : 2) * features[stage];
    // The decoder reads the skip and the upsampled features and writes.
    const std::int64_t decoded = stage + 1 < features.size() ? 3 * features[stage] : 0;
    peak = std::max(peak, skips + std::max(encoded, decoded));
    skips += features[stage];
  }
  return peak;
}

std::int64_t
LastFeatureBytes(const NetworkShape & network)
{
  return StageBytes(network).front();
}

std::int64_t
WeightBytes(const NetworkShape & network)
{
  std::int64_t bytes = 0;
  for (const LayerShape & layer : Layers(network))
  {
    const std::int64_t weights = layer.from * layer.to * Product(layer.kernel);
    const std::int64_t copies = network.bytesPerFeature == 2 ? 2 * weights : 4 * CopiedWeights(layer);
    bytes += 4 * (weights + 3 * layer.to) + copies; // and bias, scale and shift
  }
  return bytes;
}

} // namespace vox
