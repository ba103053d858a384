// SPDX-License-Identifier: Apache-2.0
// Numbers of MONAI 1.6.1's DiffusionModelUNet (float64 forward passes), and what a denoiser must keep.
#include "voxDiffusionUNet.h"
#include "voxExpectError.h"
#include "voxNetworkFixture.h"
#include "voxSharedFolder.h"
#include "voxStableDiffusionNames.h"

#include "Nets/voxNet.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace
{

vox::DiffusionUNetOptions
SmallOptions()
{
  return {.channels = {16, 32, 32},
          .residualBlocks = {1, 1, 1},
          .attention = {false, true, true},
          .headChannels = {0, 8, 8},
          .contextChannels = 12};
}

/** No weight is zero, so that all blocks matter. */
void
Perturb(const vox::DiffusionUNet & network)
{
  const at::NoGradGuard noGrad;
  for (const auto & [name, weight] : network.Parameters())
  {
    weight.add_(0.05 * at::randn_like(weight));
  }
}

} // namespace

TEST(DiffusionUNet, PredictsTheNoiseOfMonai)
{
  VOX_REQUIRE_SHARED("parity/numeric/networks");
  const vox::testing::NetworkFixture fixture("monai_diffusion_2d_xattn");
  const at::Tensor timesteps =
      at::tensor(fixture.Description()["inputs"][1]["values"].get<std::vector<std::int64_t>>());
  const at::Tensor context = fixture.Input(2);
  vox::testing::ParitySettings settings;
  settings.forward = [&](vox::Network & network, const at::Tensor & images) {
    return std::vector<at::Tensor>{vox::DiffusionUNet(network).Predict(images, timesteps, context)};
  };
  vox::testing::ExpectParity("monai_diffusion_2d_xattn", vox::Define("DiffusionUNet", SmallOptions()), settings);
}

TEST(DiffusionUNet, HasTheParametersAndNamesOfStableDiffusion)
{
  // Its module alone: nothing is written to the 3.4 GB of weights, so that they take no memory.
  const vox::DiffusionUNetOptions options = vox::StableDiffusionOptions();
  const auto net = vox::FindNetwork("DiffusionUNet").make(vox::ToJson(options));
  std::int64_t count = 0;
  std::map<std::string, std::vector<std::int64_t>> theirs;
  for (const auto & weight : net->named_parameters())
  {
    count += weight.value().numel();
    theirs[vox::StableDiffusionName(weight.key(), options)] = weight.value().sizes().vec();
  }
  EXPECT_EQ(count, 859'520'964);
  EXPECT_EQ(theirs.size(), 686u); // as many as its file holds
  using Sizes = std::vector<std::int64_t>;
  EXPECT_EQ(theirs.at("input_blocks.0.0.weight"), (Sizes{320, 4, 3, 3}));
  EXPECT_EQ(theirs.at("input_blocks.1.1.transformer_blocks.0.attn1.to_out.0.bias"), (Sizes{320}));
  EXPECT_EQ(theirs.at("input_blocks.3.0.op.weight"), (Sizes{320, 320, 3, 3}));
  EXPECT_EQ(theirs.at("input_blocks.4.0.skip_connection.weight"), (Sizes{640, 320, 1, 1}));
  EXPECT_EQ(theirs.at("input_blocks.8.1.transformer_blocks.0.attn2.to_k.weight"), (Sizes{1280, 768}));
  EXPECT_EQ(theirs.at("input_blocks.11.0.out_layers.3.weight"), (Sizes{1280, 1280, 3, 3}));
  EXPECT_EQ(theirs.at("middle_block.1.transformer_blocks.0.ff.net.0.proj.weight"), (Sizes{10240, 1280}));
  EXPECT_EQ(theirs.at("output_blocks.2.1.conv.weight"), (Sizes{1280, 1280, 3, 3}));
  EXPECT_EQ(theirs.at("output_blocks.5.2.conv.weight"), (Sizes{1280, 1280, 3, 3}));
  EXPECT_EQ(theirs.at("output_blocks.8.0.in_layers.2.weight"), (Sizes{640, 960, 3, 3}));
  EXPECT_EQ(theirs.at("output_blocks.11.0.emb_layers.1.weight"), (Sizes{320, 1280}));
  EXPECT_EQ(theirs.at("output_blocks.11.1.transformer_blocks.0.norm3.weight"), (Sizes{320}));
  EXPECT_EQ(theirs.at("out.2.weight"), (Sizes{4, 320, 3, 3}));
  VOX_EXPECT_ERROR((void)vox::StableDiffusionName("encoder.weight", options), vox::ErrorKind::BadModel,
                   "tensor 'encoder.weight' has no name in Stable Diffusion");
}

TEST(DiffusionUNet, PredictsExactlyZeroAtFirst)
{
  const at::NoGradGuard noGrad;
  vox::DiffusionUNet network(SmallOptions(), 3);
  const at::Tensor noise = network.Predict(at::randn({2, 1, 1, 8, 16}), at::tensor({3, 400}), at::randn({2, 5, 12}));
  EXPECT_EQ(noise.sizes(), at::IntArrayRef({2, 1, 1, 8, 16}));
  EXPECT_TRUE(noise.eq(0.0).all().item<bool>());
}

TEST(DiffusionUNet, TimestepsAndContextChangeThePrediction)
{
  const at::NoGradGuard noGrad;
  vox::DiffusionUNet network(SmallOptions());
  Perturb(network);
  const at::Tensor images = at::randn({2, 1, 1, 8, 8});
  const at::Tensor timesteps = at::tensor({3, 400});
  const at::Tensor context = at::randn({2, 5, 12});
  const at::Tensor noise = network.Predict(images, timesteps, context);
  EXPECT_TRUE(network.Predict(images, timesteps, context).equal(noise));
  const auto differs = [&](const at::Tensor & other) { return (other - noise).abs().max().item<double>() > 1e-3; };
  EXPECT_TRUE(differs(network.Predict(images, timesteps + 100, context)));
  EXPECT_TRUE(differs(network.Predict(images, timesteps, at::randn({2, 5, 12}))));
  EXPECT_TRUE(differs(network.Predict(images, timesteps)));
  // The order of context tokens means nothing, and each sample has its own timestep and context.
  EXPECT_FALSE(differs(network.Predict(images, timesteps, context.flip(1))));
  EXPECT_LE(
      (network.Predict(images.flip(0), timesteps.flip(0), context.flip(0)).flip(0) - noise).abs().max().item<double>(),
      1e-4);
}

TEST(DiffusionUNet, GradientReachesEveryParameterWithAContext)
{
  vox::DiffusionUNet network(SmallOptions());
  Perturb(network);
  network.AsNetwork().SetTraining(true);
  const at::Tensor noise = network.Predict(at::randn({2, 1, 1, 8, 8}), at::tensor({3, 400}), at::randn({2, 5, 12}));
  (noise * at::randn_like(noise)).sum().backward();
  for (const auto & [name, weight] : network.Parameters())
  {
    ASSERT_TRUE(weight.grad().defined()) << name;
    EXPECT_GT(weight.grad().abs().max().item<double>(), 1e-7) << name;
  }
}

TEST(DiffusionUNet, SharesItsWeightsWithTheNetworkOfTheRegistry)
{
  const at::NoGradGuard noGrad;
  vox::DiffusionUNetOptions options = SmallOptions();
  options.dimensions = 3;
  options.contextChannels = 0;
  vox::DiffusionUNet network(options);
  Perturb(network);
  const at::Tensor images = at::randn({1, 1, 4, 8, 8});
  EXPECT_TRUE(network.AsNetwork().Forward(images).front().equal(network.Predict(images, at::zeros({1}))));
  EXPECT_TRUE(vox::DiffusionUNet(network.AsNetwork())
                  .Predict(images, at::ones({1}))
                  .equal(network.Predict(images, at::ones({1}))));
}

TEST(DiffusionUNet, ShapesThatDoNotFitAreRefused)
{
  const at::NoGradGuard noGrad;
  vox::DiffusionUNet network(SmallOptions());
  const at::Tensor images = at::zeros({2, 1, 1, 8, 8});
  const at::Tensor timesteps = at::zeros({2});
  VOX_EXPECT_ERROR((void)network.Predict(images, at::zeros({3})), vox::ErrorKind::BadInput,
                   "DiffusionUNet: found timesteps of shape [3], expected one for each of 2 samples");
  VOX_EXPECT_ERROR((void)network.Predict(images, timesteps, at::zeros({2, 5, 11})), vox::ErrorKind::BadInput,
                   "DiffusionUNet: found a context of shape [2, 5, 11], expected [2, T, 12]");
  VOX_EXPECT_ERROR((void)network.Predict(at::zeros({2, 1, 1, 6, 8}), timesteps), vox::ErrorKind::BadInput,
                   "axis y has 6 voxels, expected multiples of 4");
  vox::DiffusionUNetOptions options = SmallOptions();
  options.contextChannels = 0;
  VOX_EXPECT_ERROR((void)vox::DiffusionUNet(options).Predict(images, timesteps, at::zeros({2, 5, 12})),
                   vox::ErrorKind::BadInput, "the network has no cross attention; set context_channels");
}
