// SPDX-License-Identifier: Apache-2.0
#include "voxNetwork.h"
#include "voxUNetOptions.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>

namespace
{

vox::UNetOptions
TwoStages()
{
  vox::UNetOptions options;
  options.inputChannels = 1;
  options.outputChannels = 2;
  options.featuresPerStage = {16, 24};
  options.kernelSizes = {{3, 3, 3}, {3, 3, 3}};
  options.strides = {{1, 1, 1}, {2, 2, 2}};
  options.blocksPerStage = {1, 1};
  options.convsPerDecoderStage = {1};
  return options;
}

const vox::LayerTime &
Find(const std::vector<vox::LayerTime> & layers, std::string_view name)
{
  const auto found = std::ranges::find(layers, name, &vox::LayerTime::name);
  EXPECT_NE(found, layers.end()) << name;
  return *found;
}

} // namespace

TEST(NetworkProfile, IsEmptyUnlessStarted)
{
  const at::NoGradGuard noGrad;
  vox::Network network("PlainConvUNet", TwoStages());
  (void)network.Forward(at::zeros({1, 1, 8, 8, 8}));
  EXPECT_TRUE(network.Profile().empty());
  network.StartProfile();
  EXPECT_TRUE(network.Profile().empty()) << "nothing ran yet";
}

TEST(NetworkProfile, CountsCallsAndProductsOfEachLayer)
{
  const at::NoGradGuard noGrad;
  vox::Network network("PlainConvUNet", TwoStages());
  network.PrepareToPredict();
  network.StartProfile();
  const auto start = std::chrono::steady_clock::now();
  (void)network.Features(at::ones({1, 1, 20, 20, 20}));
  (void)network.Features(at::ones({1, 1, 20, 20, 20}));
  const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  const std::vector<vox::LayerTime> layers = network.Profile();
  ASSERT_EQ(layers.size(), 7U); // a convolution and a norm in each of three places, and the upsampling
  const vox::LayerTime & stem = Find(layers, "encoder.stages.0.0.convs.0.conv");
  EXPECT_EQ(stem.kernel, "patches");
  EXPECT_EQ(stem.calls, 2);
  EXPECT_EQ(stem.multiplyAdds, 2.0 * 27 * 16 * 8000);
  EXPECT_EQ(stem.outputShape, (std::vector<std::int64_t>{1, 16, 20, 20, 20}));
  const vox::LayerTime & decoder = Find(layers, "decoder.stages.0.convs.0.conv");
  EXPECT_EQ(decoder.kernel, "Winograd");
  EXPECT_EQ(decoder.multiplyAdds, 2.0 * 27 * 32 * 16 * 8000) << "both inputs count";
  const vox::LayerTime & upsampling = Find(layers, "decoder.transpconvs.0");
  EXPECT_EQ(upsampling.kernel, "rows");
  EXPECT_EQ(upsampling.multiplyAdds, 2.0 * 24 * 16 * 8000);
  EXPECT_EQ(Find(layers, "decoder.stages.0.convs.0.norm").multiplyAdds, 0.0);

  double sum = 0.0;
  for (const vox::LayerTime & layer : layers)
  {
    EXPECT_GT(layer.seconds, 0.0) << layer.name;
    sum += layer.seconds;
  }
  EXPECT_LE(sum, elapsed);
}

TEST(NetworkProfile, StartsAgain)
{
  const at::NoGradGuard noGrad;
  vox::Network network("ResidualEncoderUNet", TwoStages());
  network.StartProfile();
  (void)network.Forward(at::ones({1, 1, 8, 8, 8}));
  network.StartProfile();
  (void)network.Forward(at::ones({1, 1, 8, 8, 8}));
  std::set<std::string> names;
  for (const vox::LayerTime & layer : network.Profile())
  {
    EXPECT_EQ(layer.calls, 1) << layer.name;
    EXPECT_TRUE(names.insert(layer.name).second) << layer.name << " is there twice";
  }
  EXPECT_TRUE(names.contains("encoder.stages.1.blocks.0.conv2.norm"));
}
