// SPDX-License-Identifier: Apache-2.0
#include "voxSmallFamilies.h"

#include "voxHrstNetOptions.h"
#include "voxSwinUnetrOptions.h"
#include "voxTransUnet3dOptions.h"
#include "voxTransUnetOptions.h"
#include "voxUNetTransformerOptions.h"
#include "voxUnetrOptions.h"

namespace vox::testing
{
namespace
{

NetworkDefinition
SmallUnetr(int dimensions)
{
  auto options = OfDimensions<UnetrOptions>(dimensions);
  options.imageSize = {16, 32, 48};
  options.features = 3;
  options.hiddenChannels = 10;
  options.mlpChannels = 7;
  options.heads = 2;
  return Define("UNETR", options);
}

/** Windows that do not divide the grid, and a grid smaller than a window. */
NetworkDefinition
SmallSwinUnetr(int dimensions)
{
  auto options = OfDimensions<SwinUnetrOptions>(dimensions);
  options.features = 6;
  options.heads = {1, 2, 3, 4};
  options.windowSize = 3;
  options.merging = PatchMergingOrder::MergingV2;
  return Define("SwinUNETR", options);
}

NetworkDefinition
SmallTransUnet()
{
  auto options = OfDimensions<TransUnetOptions>(2);
  options.imageSize = {1, 32, 48};
  options.width = 32;
  options.units = {1, 1, 2};
  options.hiddenChannels = 10;
  options.mlpChannels = 7;
  options.heads = 2;
  options.layers = 2;
  options.decoderChannels = {7, 5, 5, 3};
  return Define("TransUNet", options);
}

NetworkDefinition
SmallTransUnetSmall()
{
  auto options = OfDimensions<TransUnetSmallOptions>(2);
  options.imageSize = {1, 32, 48};
  options.width = 6;
  options.hiddenChannels = 10;
  options.mlpChannels = 7;
  options.heads = 2;
  options.layers = 2;
  return Define("TransUNetSmall", options);
}

NetworkDefinition
SmallTransUnet3d(int dimensions, TransUnetVariant variant)
{
  auto options = OfDimensions<TransUnet3dOptions>(dimensions);
  options.variant = variant;
  options.imageSize = {8, 8, 12};
  options.featuresPerStage = {5, 7, 11};
  options.hiddenChannels = 10;
  options.mlpChannels = 7;
  options.heads = 2;
  options.encoderLayers = 2;
  options.decoderLayers = 2;
  return Define("TransUNet3D", options);
}

NetworkDefinition
SmallUNetTransformer(int dimensions)
{
  auto options = OfDimensions<UNetTransformerOptions>(dimensions);
  options.featuresPerStage = {4, 6, 10};
  options.heads = 2;
  options.gatedSkips = dimensions - 1;
  return Define("UNetTransformer", options);
}

NetworkDefinition
SmallHrstNet(int dimensions)
{
  auto options = OfDimensions<HrstNetOptions>(dimensions);
  options.features = 6;
  options.depths = {2, 1, 2};
  options.heads = {1, 2, 3};
  options.windowSize = 3;
  return Define("HRSTNet", options);
}

} // namespace

void
AddTransformerNetworks(std::vector<SmallNetwork> & networks)
{
  const std::vector<SmallNetwork> family{
      {SmallUnetr(2), {1, 32, 48}},
      {SmallUnetr(3), {16, 32, 48}},
      {SmallSwinUnetr(2), {1, 32, 64}},
      {SmallSwinUnetr(3), {32, 32, 64}},
      {SmallTransUnet(), {1, 32, 48}, {"key.bias"}},
      {SmallTransUnetSmall(), {1, 32, 48}, {"key.bias"}},
      {SmallTransUnet3d(2, TransUnetVariant::Both), {1, 8, 12}, {"conv.bias", "key.bias"}},
      {SmallTransUnet3d(3, TransUnetVariant::Encoder), {8, 8, 12}, {"conv.bias", "key.bias"}},
      {SmallTransUnet3d(3, TransUnetVariant::Decoder), {4, 8, 12}, {"conv.bias", "key.bias"}},
      {SmallTransUnet3d(3, TransUnetVariant::Both), {8, 8, 12}, {"conv.bias", "key.bias"}},
      {SmallUNetTransformer(2), {1, 8, 12}},
      {SmallUNetTransformer(3), {4, 8, 12}},
      {SmallHrstNet(2), {1, 16, 24}, {"expansion.bias"}},
      {SmallHrstNet(3), {8, 16, 24}, {"expansion.bias"}}};
  networks.insert(networks.end(), family.begin(), family.end());
}

} // namespace vox::testing
