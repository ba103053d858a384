// SPDX-License-Identifier: Apache-2.0
#include "voxMemoryProxy.h"

#include "voxError.h"

#include <vector>

namespace vox
{
namespace
{

/** Voxels of each stage's output. */
std::vector<std::int64_t>
StageVoxels(const UNetOptions & options, const Zyx<std::int64_t> & patchSize)
{
  std::vector<std::int64_t> voxels;
  Zyx<std::int64_t> size = patchSize;
  for (const Zyx<std::int64_t> & stride : options.strides)
  {
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      size[axis] /= stride[axis];
    }
    voxels.push_back(Product(size));
  }
  return voxels;
}

std::int64_t
PlainEncoder(const UNetOptions & options, const std::vector<std::int64_t> & voxels)
{
  std::int64_t outputs = 0;
  for (std::size_t stage = 0; stage < voxels.size(); ++stage)
  {
    outputs += options.blocksPerStage[stage] * options.featuresPerStage[stage] * voxels[stage];
  }
  return outputs;
}

std::int64_t
ResidualEncoder(const UNetOptions & options, const std::vector<std::int64_t> & voxels,
                const Zyx<std::int64_t> & patchSize)
{
  std::int64_t channels = options.featuresPerStage.front();
  std::int64_t outputs = channels * Product(patchSize);
  for (std::size_t stage = 0; stage < voxels.size(); ++stage)
  {
    const std::int64_t features = options.featuresPerStage[stage];
    const bool strided = options.strides[stage] != Zyx<std::int64_t>{1, 1, 1};
    const std::int64_t projections = strided || features != channels ? 1 : 0;
    outputs += (2 * options.blocksPerStage[stage] + projections) * features * voxels[stage];
    channels = features;
  }
  return outputs;
}

std::int64_t
Decoder(const UNetOptions & options, const std::vector<std::int64_t> & voxels, bool deepSupervision)
{
  std::int64_t outputs = 0;
  for (std::size_t stage = 0; stage + 1 < voxels.size(); ++stage)
  {
    // The list runs from the coarsest decoder stage to the finest; the transposed convolution comes on top.
    const std::int64_t convolutions = options.convsPerDecoderStage[voxels.size() - 2 - stage] + 1;
    const std::int64_t heads = stage == 0 || deepSupervision ? options.outputChannels : 0;
    outputs += (convolutions * options.featuresPerStage[stage] + heads) * voxels[stage];
  }
  return outputs;
}

} // namespace

std::int64_t
ConvolutionOutputs(std::string_view network, const UNetOptions & options, const Zyx<std::int64_t> & patchSize,
                   bool deepSupervision)
{
  const std::vector<std::int64_t> voxels = StageVoxels(options, patchSize);
  const std::int64_t decoder = Decoder(options, voxels, deepSupervision);
  if (network == "PlainConvUNet")
  {
    return PlainEncoder(options, voxels) + decoder;
  }
  if (network == "ResidualEncoderUNet")
  {
    return ResidualEncoder(options, voxels, patchSize) + decoder;
  }
  Fail(ErrorKind::Internal, "no rule counts the convolutions of the network '{}'", network);
}

} // namespace vox
