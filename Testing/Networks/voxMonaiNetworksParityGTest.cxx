// SPDX-License-Identifier: Apache-2.0
// Numbers of MONAI 1.6.1 and torch 2.11 (float64 forward passes), and the parameters that its networks have.
#include "voxMonaiAttentionUNetOptions.h"
#include "voxMonaiBasicUNetOptions.h"
#include "voxMonaiDynUNetOptions.h"
#include "voxMonaiSegResNetOptions.h"
#include "voxMonaiUNetOptions.h"
#include "voxNetworkFixture.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <gtest/gtest.h>

#include <algorithm>

namespace
{

using vox::testing::ExpectParity;

template <vox::Options TOptions>
std::int64_t
ParametersOf(const char * name, const TOptions & options)
{
  std::int64_t count = 0;
  for (const auto & [key, tensor] : vox::Network(name, options).Parameters())
  {
    count += tensor.requires_grad() ? tensor.numel() : 0;
  }
  return count;
}

vox::MonaiUNetOptions
PlanarUNet()
{
  return {
      .dimensions = 2, .outputChannels = 3, .channels = {8, 16, 32, 64}, .strides = {{2, 2, 2}, {2, 2, 2}, {2, 2, 2}}};
}

vox::MonaiAttentionUNetOptions
PlanarAttentionUNet()
{
  return {
      .dimensions = 2, .outputChannels = 3, .channels = {8, 16, 32, 64}, .strides = {{2, 2, 2}, {2, 2, 2}, {2, 2, 2}}};
}

} // namespace

TEST(MonaiParity, UNetWithResidualUnits)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  ExpectParity("monai_unet_2d_res", vox::Define("MonaiUNet", PlanarUNet()));
}

TEST(MonaiParity, UNetWithoutResidualUnits)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  vox::MonaiUNetOptions options = PlanarUNet();
  options.dimensions = 3;
  options.outputChannels = 2;
  options.residualUnits = 0;
  options.norm = vox::MonaiNorm::Batch;
  ExpectParity("monai_unet_3d_plain", vox::Define("MonaiUNet", options));
}

TEST(MonaiParity, BasicUNet)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  vox::MonaiBasicUNetOptions options{.dimensions = 2, .outputChannels = 3, .features = {8, 8, 16, 32, 64, 8}};
  ExpectParity("monai_basicunet_2d", vox::Define("MonaiBasicUNet", options));
  options.dimensions = 3;
  options.outputChannels = 2;
  options.norm = vox::MonaiNorm::Batch;
  options.upsampling = vox::MonaiUpsampling::Linear;
  ExpectParity("monai_basicunet_3d", vox::Define("MonaiBasicUNet", options));
}

TEST(MonaiParity, BasicUNetPlusPlus)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  vox::MonaiBasicUNetPlusPlusOptions options;
  options.dimensions = 2;
  options.features = {8, 8, 16, 32, 64, 8};
  vox::testing::ParitySettings settings;
  settings.deepSupervision = true;
  settings.forward = [](vox::Network & network, const at::Tensor & images) {
    std::vector<at::Tensor> outputs = network.Forward(images);
    std::ranges::reverse(outputs); // MONAI lists the head of the shortest way first
    return outputs;
  };
  ExpectParity("monai_basicunetpp_2d", vox::Define("MonaiBasicUNetPlusPlus", options), settings);
}

TEST(MonaiParity, AttentionUNet)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  ExpectParity("monai_attentionunet_2d", vox::Define("MonaiAttentionUNet", PlanarAttentionUNet()));
  const vox::MonaiAttentionUNetOptions volumes{.channels = {8, 16, 32}, .strides = {{2, 2, 2}, {2, 2, 2}}};
  ExpectParity("monai_attentionunet_3d", vox::Define("MonaiAttentionUNet", volumes));
}

TEST(MonaiParity, DynUNetWithItsHeads)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  vox::testing::ParitySettings settings;
  settings.deepSupervision = true;
  settings.forward = [](vox::Network & network, const at::Tensor & images) {
    return std::vector<at::Tensor>{at::stack(network.Forward(images), 1)};
  };
  const vox::MonaiDynUNetOptions options{.dimensions = 2, .filters = {8, 16, 24, 32}, .supervisedStages = 2};
  ExpectParity("monai_dynunet_2d_train_ds", vox::Define("MonaiDynUNet", options), settings);
}

TEST(MonaiParity, DynUNetWithResidualBlocks)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  const vox::MonaiDynUNetOptions options{.filters = {8, 16, 32, 48}, .supervisedStages = 2, .residual = true};
  ExpectParity("monai_dynunet_3d", vox::Define("MonaiDynUNet", options));
}

TEST(MonaiParity, SegResNet)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  ExpectParity("monai_segresnet_3d", vox::Define("MonaiSegResNet", vox::MonaiSegResNetOptions()));
}

TEST(MonaiNetworks, HaveTheParametersOfMonai)
{
  EXPECT_EQ(ParametersOf("MonaiSegResNet", vox::MonaiSegResNetOptions()), 1'176'186);
  const vox::MonaiSegResNetOptions tumours{.inputChannels = 4, .outputChannels = 3, .initialFilters = 16};
  EXPECT_EQ(ParametersOf("MonaiSegResNet", tumours), 4'702'227);
  EXPECT_EQ(ParametersOf("MonaiAttentionUNet", vox::MonaiAttentionUNetOptions()), 5'909'130);
}

TEST(MonaiAttentionUNet, ShowsWhereItsGatesLook)
{
  const at::NoGradGuard noGrad;
  vox::Network network("MonaiAttentionUNet", PlanarAttentionUNet());
  EXPECT_TRUE(network.AttentionMaps().empty());
  const at::Tensor images = at::randn({2, 1, 1, 16, 24});
  const at::Tensor logits = network.Forward(images).front();
  const auto maps = network.AttentionMaps();
  ASSERT_EQ(maps.size(), 3u);
  EXPECT_EQ(maps[0].first, "model.1.attention");
  EXPECT_EQ(maps[2].first, "model.1.submodule.1.submodule.1.attention");
  std::int64_t halvings = 1;
  for (const auto & [name, map] : maps)
  {
    EXPECT_EQ(map.sizes(), at::IntArrayRef({2, 1, 1, 16 / halvings, 24 / halvings})) << name;
    EXPECT_GE(map.min().item<double>(), 0.0) << name;
    EXPECT_LE(map.max().item<double>(), 1.0) << name;
    EXPECT_GT((map.max() - map.min()).item<double>(), 1e-3) << name;
    halvings *= 2;
  }
  (void)network.Forward(at::randn_like(images));
  EXPECT_FALSE(network.AttentionMaps()[0].second.equal(maps[0].second)); // those of the last call
}

/** Dropout acts in training alone. */
TEST(MonaiNetworks, DropoutLeavesPredictionsAlone)
{
  const at::NoGradGuard noGrad;
  vox::MonaiUNetOptions options = PlanarUNet();
  const at::Tensor images = at::randn({1, 1, 1, 16, 16});
  const at::Tensor expected = vox::Network("MonaiUNet", options).Forward(images).front();
  options.dropout = 0.5;
  vox::Network network("MonaiUNet", options);
  EXPECT_TRUE(network.Forward(images).front().equal(expected));
  network.SetTraining(true);
  EXPECT_FALSE(network.Forward(images).front().equal(network.Forward(images).front()));
}
