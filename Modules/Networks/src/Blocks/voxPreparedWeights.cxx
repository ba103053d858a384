// SPDX-License-Identifier: Apache-2.0
#include "voxPreparedWeights.h"

#include "Blocks/voxTileProducts.h"
#include "Blocks/voxUpsampleRows.h"
#include "Blocks/voxWinogradWeights.h"

namespace vox
{
namespace
{

/** Below so many voxels a layer's weights cost more to read than its products. */
constexpr std::int64_t kFewVoxels = 1000;

/** Whether oneDNN is faster: its tiles go past the sides of a row, where patches see fewer taps, two voxels at each
 * end of 5 taps. Layers of few channels on either side are left to patches. */
bool
IsWide(const ConvolutionLayer & layer)
{
  return layer.kernelSize.x > 3 && layer.stride.x == 1 && layer.inputChannels + layer.skipChannels >= 16 &&
         layer.outputChannels >= 16;
}

std::int64_t
WholeBlocks(std::int64_t columns)
{
  return (columns + kColumnBlock - 1) / kColumnBlock * kColumnBlock;
}

} // namespace

PredictionKernel
PredictionKernelOf(const ConvolutionLayer & layer)
{
  if (Product(layer.kernelSize) == 1 || Product(layer.outputSize) < kFewVoxels || IsWide(layer))
  {
    return PredictionKernel::Torch;
  }
  const Zyx<std::int64_t> & kernel = layer.kernelSize;
  const bool isKernel = kernel.y == 3 && kernel.x == 3 && (kernel.z == 1 || kernel.z == 3);
  const bool isStride = layer.stride == Zyx<std::int64_t>{1, 1, 1};
  const bool isWhole = layer.inputChannels % 8 == 0 && layer.skipChannels % 8 == 0;
  return isKernel && isStride && isWhole ? PredictionKernel::Winograd : PredictionKernel::Patches;
}

std::int64_t
PreparedWeightCount(const ConvolutionLayer & layer)
{
  const std::int64_t inputChannels = layer.inputChannels + layer.skipChannels;
  switch (PredictionKernelOf(layer))
  {
  case PredictionKernel::Winograd:
    return WinogradWeightCount(layer.outputChannels, inputChannels, layer.kernelSize.z,
                               WinogradTileHeight(layer.outputSize));
  case PredictionKernel::Patches:
    return inputChannels * WholeBlocks(layer.outputChannels) * Product(layer.kernelSize);
  case PredictionKernel::Torch:
    break;
  }
  return 0;
}

std::int64_t
PreparedUpsamplingWeightCount(std::int64_t inputChannels, std::int64_t outputChannels, const Zyx<std::int64_t> & stride)
{
  return UpsampleWeights::Takes(outputChannels, stride) ? inputChannels * outputChannels * Product(stride) : 0;
}

} // namespace vox
