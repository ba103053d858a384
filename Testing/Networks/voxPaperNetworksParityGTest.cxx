// SPDX-License-Identifier: Apache-2.0
// Numbers of the papers' networks as torch 2.11 and MONAI 1.6.1 compute them (float64 forward passes).
#include "voxAttentionUNetOptions.h"
#include "voxClassicUNetOptions.h"
#include "voxLessonUNetOptions.h"
#include "voxNestedUNetOptions.h"
#include "voxNetworkFixture.h"
#include "voxR2UNetOptions.h"
#include "voxSharedFolder.h"
#include "voxUNet3DOptions.h"
#include "voxVNetOptions.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace
{

using vox::testing::ExpectParity;

constexpr const char * kNetworks = "parity/numeric/networks";

} // namespace

TEST(PaperNetworkParity, ClassicUNetWithoutPadding)
{
  VOX_REQUIRE_SHARED(kNetworks);
  vox::ClassicUNetOptions options;
  options.features = {4, 8, 16, 32, 64};
  ExpectParity("paper_unet2015_valid", vox::Define("ClassicUNet", options));
}

TEST(PaperNetworkParity, UNet3DWithPadding)
{
  VOX_REQUIRE_SHARED(kNetworks);
  vox::UNet3DOptions options;
  options.inputChannels = 1;
  options.outputChannels = 2;
  options.features = {8, 16, 32, 64};
  options.padding = true;
  ExpectParity("paper_unet3d_2016", vox::Define("UNet3D", options));
}

TEST(PaperNetworkParity, TutorialUNet)
{
  VOX_REQUIRE_SHARED(kNetworks);
  vox::TutorialUNetOptions options;
  options.inputChannels = 1;
  options.outputChannels = 2;
  options.features = {8, 16, 32, 64, 128};
  ExpectParity("seed_unet_bn_k4", vox::Define("TutorialUNet", options));
}

TEST(PaperNetworkParity, SmallUNet)
{
  VOX_REQUIRE_SHARED(kNetworks);
  vox::SmallUNetOptions options;
  options.inputChannels = 1;
  options.outputChannels = 2;
  options.features = {8, 16, 32};
  ExpectParity("seed_unet_tiny", vox::Define("SmallUNet", options));
}

TEST(PaperNetworkParity, AttentionUNet)
{
  VOX_REQUIRE_SHARED(kNetworks);
  vox::AttentionUNetOptions options;
  options.outputChannels = 2;
  options.features = {8, 16, 32, 64, 128};
  ExpectParity("paper_attention_unet", vox::Define("AttentionUNet", options));
}

TEST(PaperNetworkParity, R2UNet)
{
  VOX_REQUIRE_SHARED(kNetworks);
  vox::R2UNetOptions options;
  options.outputChannels = 2;
  options.features = {8, 16, 32, 64, 128};
  ExpectParity("paper_r2unet", vox::Define("R2UNet", options));
}

TEST(PaperNetworkParity, NestedUNetWithDeepSupervision)
{
  VOX_REQUIRE_SHARED(kNetworks);
  vox::NestedUNetOptions options;
  options.outputChannels = 2;
  options.features = {8, 16, 32, 64, 128};
  vox::testing::ParitySettings settings{.deepSupervision = true};
  settings.forward = [](vox::Network & network, const at::Tensor & images) { // the file lists the last head last
    std::vector<at::Tensor> outputs = network.Forward(images);
    std::ranges::reverse(outputs);
    return outputs;
  };
  ExpectParity("paper_nested_unet_ds", vox::Define("NestedUNet", options), settings);
}

TEST(PaperNetworkParity, VNetOfMonai)
{
  VOX_REQUIRE_SHARED(kNetworks);
  vox::VNetOptions options;
  ExpectParity("monai_vnet_3d", vox::Define("VNet", options));
}
