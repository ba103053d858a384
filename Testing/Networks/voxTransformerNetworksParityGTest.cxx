// SPDX-License-Identifier: Apache-2.0
// Numbers of MONAI 1.6.1 and torch 2.11 (float64 forward passes).
#include "voxNetworkFixture.h"
#include "voxSharedFolder.h"
#include "voxSwinUnetrOptions.h"
#include "voxTransUnetOptions.h"
#include "voxUnetrOptions.h"

#include <gtest/gtest.h>

namespace
{

/** Without statistics of norms. */
std::int64_t
ParameterCount(const vox::NetworkDefinition & definition)
{
  std::int64_t count = 0;
  for (const auto & [name, tensor] : vox::Network::Undrawn(definition).Parameters())
  {
    count += tensor.requires_grad() ? tensor.numel() : 0;
  }
  return count;
}

vox::SwinUnetrOptions
SwinOptions(int dimensions, std::int64_t classes)
{
  vox::SwinUnetrOptions options;
  options.dimensions = dimensions;
  options.outputChannels = classes;
  options.features = 12;
  return options;
}

} // namespace

TEST(TransformerNetworkParity, UnetrGivesTheLogitsOfMonai)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  vox::UnetrOptions options;
  options.imageSize = {32, 32, 32};
  options.features = 8;
  options.hiddenChannels = 48;
  options.mlpChannels = 96;
  options.heads = 4;
  vox::testing::ParitySettings settings;
  settings.sameOrder = false;
  for (int layer = 0; layer < 12; ++layer)
  {
    settings.unused.push_back("vit.blocks." + std::to_string(layer) + ".norm_cross_attn.");
  }
  vox::testing::ExpectParity("monai_unetr_3d", vox::Define("UNETR", options), settings);
}

TEST(TransformerNetworkParity, SwinUnetrGivesTheLogitsAndGradientsOfMonaiInTwoDimensions)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  vox::testing::ExpectParity("monai_swinunetr_2d", vox::Define("SwinUNETR", SwinOptions(2, 3)));
}

TEST(TransformerNetworkParity, SwinUnetrGivesTheLogitsOfMonai)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  vox::testing::ExpectParity("monai_swinunetr_3d", vox::Define("SwinUNETR", SwinOptions(3, 1)));
}

TEST(TransformerNetworkParity, TransUnetSmallGivesTheLogitsOfItsDefinition)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  vox::TransUnetSmallOptions options;
  options.outputChannels = 3;
  options.imageSize = {1, 64, 64};
  options.width = 8;
  options.hiddenChannels = 48;
  options.mlpChannels = 96;
  options.heads = 4;
  options.layers = 2;
  vox::testing::ExpectParity("paper_transunet_small", vox::Define("TransUNetSmall", options));
}

TEST(TransformerNetworkSizes, AreThoseOfTheOriginals)
{
  vox::UnetrOptions unetr;
  unetr.outputChannels = 14;
  // MONAI's 92,802,478 and the norms of 12 layers that its forward pass does not use.
  EXPECT_EQ(ParameterCount(vox::Define("UNETR", unetr)), 92'802'478 - 12 * 2 * 768);
  vox::SwinUnetrOptions swin;
  swin.outputChannels = 14;
  swin.features = 48;
  EXPECT_EQ(ParameterCount(vox::Define("SwinUNETR", swin)), 62'187'296);
  vox::TransUnetOptions transUnet;
  transUnet.inputChannels = 3;
  transUnet.outputChannels = 9;
  EXPECT_EQ(ParameterCount(vox::Define("TransUNet", transUnet)), 105'277'081);
}
