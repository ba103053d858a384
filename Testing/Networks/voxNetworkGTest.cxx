// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxNetwork.h"
#include "voxUNetOptions.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

namespace
{

using ::testing::ElementsAre;

/** Two stages, one convolution each: the smallest network that has every kind of tensor. */
vox::UNetOptions
TwoStages()
{
  vox::UNetOptions options;
  options.featuresPerStage = {4, 6};
  options.kernelSizes = {{1, 3, 3}, {3, 3, 3}};
  options.strides = {{1, 1, 1}, {1, 2, 2}};
  options.blocksPerStage = {1, 1};
  options.convsPerDecoderStage = {1};
  return options;
}

std::vector<std::string>
NamesAndShapes(const vox::Network & network)
{
  std::vector<std::string> list;
  for (const auto & [name, weight] : network.Parameters())
  {
    list.push_back(fmt::format("{} {}", name, fmt::join(weight.sizes(), ",")));
  }
  return list;
}

std::map<std::string, at::Tensor>
Weights(const vox::Network & network)
{
  const auto parameters = network.Parameters();
  return {parameters.begin(), parameters.end()};
}

std::int64_t
Count(const vox::Network & network)
{
  std::int64_t count = 0;
  for (const auto & [name, weight] : network.Parameters())
  {
    count += weight.numel();
  }
  return count;
}

} // namespace

TEST(Network, NamesOfPlainConvUNetArePinnedBecauseTheyAreAFileFormat)
{
  EXPECT_THAT(NamesAndShapes(vox::Network("PlainConvUNet", TwoStages())),
              ElementsAre("encoder.stages.0.0.convs.0.conv.weight 4,1,1,3,3", "encoder.stages.0.0.convs.0.conv.bias 4",
                          "encoder.stages.0.0.convs.0.norm.weight 4", "encoder.stages.0.0.convs.0.norm.bias 4",
                          "encoder.stages.1.0.convs.0.conv.weight 6,4,3,3,3", "encoder.stages.1.0.convs.0.conv.bias 6",
                          "encoder.stages.1.0.convs.0.norm.weight 6", "encoder.stages.1.0.convs.0.norm.bias 6",
                          "decoder.stages.0.convs.0.conv.weight 4,8,1,3,3", "decoder.stages.0.convs.0.conv.bias 4",
                          "decoder.stages.0.convs.0.norm.weight 4", "decoder.stages.0.convs.0.norm.bias 4",
                          "decoder.transpconvs.0.weight 6,4,1,2,2", "decoder.transpconvs.0.bias 4",
                          "decoder.seg_layers.0.weight 2,4,1,1,1", "decoder.seg_layers.0.bias 2"));
}

TEST(Network, NamesOfResidualEncoderUNetArePinnedBecauseTheyAreAFileFormat)
{
  vox::UNetOptions options = TwoStages();
  options.strides[1] = {1, 1, 1}; // the projection is skip.0 without a pool in front, skip.1 with one
  std::vector<std::string> withoutPool = NamesAndShapes(vox::Network("ResidualEncoderUNet", options));
  options.strides[1] = {1, 2, 2};
  options.convBias = false;
  const std::vector<std::string> withPool = NamesAndShapes(vox::Network("ResidualEncoderUNet", options));
  EXPECT_THAT(
      withPool,
      ElementsAre(
          "encoder.stem.convs.0.conv.weight 4,1,1,3,3", "encoder.stem.convs.0.norm.weight 4",
          "encoder.stem.convs.0.norm.bias 4", "encoder.stages.0.blocks.0.conv1.conv.weight 4,4,1,3,3",
          "encoder.stages.0.blocks.0.conv1.norm.weight 4", "encoder.stages.0.blocks.0.conv1.norm.bias 4",
          "encoder.stages.0.blocks.0.conv2.conv.weight 4,4,1,3,3", "encoder.stages.0.blocks.0.conv2.norm.weight 4",
          "encoder.stages.0.blocks.0.conv2.norm.bias 4", "encoder.stages.1.blocks.0.conv1.conv.weight 6,4,3,3,3",
          "encoder.stages.1.blocks.0.conv1.norm.weight 6", "encoder.stages.1.blocks.0.conv1.norm.bias 6",
          "encoder.stages.1.blocks.0.conv2.conv.weight 6,6,3,3,3", "encoder.stages.1.blocks.0.conv2.norm.weight 6",
          "encoder.stages.1.blocks.0.conv2.norm.bias 6", "encoder.stages.1.blocks.0.skip.1.conv.weight 6,4,1,1,1",
          "encoder.stages.1.blocks.0.skip.1.norm.weight 6", "encoder.stages.1.blocks.0.skip.1.norm.bias 6",
          "decoder.stages.0.convs.0.conv.weight 4,8,1,3,3", "decoder.stages.0.convs.0.norm.weight 4",
          "decoder.stages.0.convs.0.norm.bias 4", "decoder.transpconvs.0.weight 6,4,1,2,2",
          "decoder.seg_layers.0.weight 2,4,1,1,1", "decoder.seg_layers.0.bias 2"));
  EXPECT_THAT(withoutPool, ::testing::Contains("encoder.stages.1.blocks.0.skip.0.conv.weight 6,4,1,1,1"));
}

TEST(Network, ParameterCountsAgreeWithNnUNet)
{
  vox::UNetOptions options;
  options.outputChannels = 3;
  EXPECT_EQ(Count(vox::Network("PlainConvUNet", options)), 5'603'177);

  // The networks of the numeric fixtures.
  options.inputChannels = 1;
  options.outputChannels = 2;
  options.featuresPerStage = {8, 16, 32, 32};
  options.blocksPerStage = {1, 3, 4, 6};
  options.convsPerDecoderStage = {1, 1, 1};
  EXPECT_EQ(Count(vox::Network("ResidualEncoderUNet", options)), 670'070);
  options.dimensions = 2;
  options.featuresPerStage = {8, 16, 32, 64, 64};
  options.kernelSizes.resize(5, {3, 3, 3});
  options.strides.resize(5, {2, 2, 2});
  options.blocksPerStage = {1, 3, 4, 6, 6};
  options.convsPerDecoderStage = {1, 1, 1, 1};
  options.outputChannels = 4;
  EXPECT_EQ(Count(vox::Network("ResidualEncoderUNet", options)), 1'084'000);
}

TEST(Network, WeightsStartAsKaimingNormalAndBiasesAtZero)
{
  vox::UNetOptions options;
  for (const auto & [name, weight] : vox::Network("PlainConvUNet", options, 7).Parameters())
  {
    if (weight.dim() == 1)
    {
      const double expected = name.ends_with("norm.weight") ? 1.0 : 0.0;
      EXPECT_TRUE((weight == expected).all().item<bool>()) << name;
      continue;
    }
    const double fan = static_cast<double>(weight.numel()) / static_cast<double>(weight.size(0));
    const double deviation = std::sqrt(2.0 / 1.0001 / fan);
    const double count = static_cast<double>(weight.numel());
    EXPECT_NEAR(weight.mean().item<double>(), 0.0, 5.0 * deviation / std::sqrt(count)) << name;
    EXPECT_NEAR(weight.std().item<double>(), deviation, 5.0 * deviation / std::sqrt(2.0 * count)) << name;
  }
}

TEST(Network, ResidualBlocksStartAsTheirSkip)
{
  for (const auto & [name, weight] : vox::Network("ResidualEncoderUNet", TwoStages()).Parameters())
  {
    if (name.find("norm.weight") != std::string::npos)
    {
      const double expected = name.find("conv2") != std::string::npos ? 0.0 : 1.0;
      EXPECT_TRUE((weight == expected).all().item<bool>()) << name;
    }
  }
}

TEST(Network, ATwoDimensionalNetworkIsTheFlatThreeDimensionalOne)
{
  const at::NoGradGuard noGrad;
  for (const char * const name : {"PlainConvUNet", "ResidualEncoderUNet"})
  {
    vox::UNetOptions flat = TwoStages();
    flat.kernelSizes = {{1, 3, 3}, {1, 3, 3}};
    vox::UNetOptions planar = flat;
    planar.dimensions = 2;
    planar.kernelSizes = {{9, 3, 3}, {9, 3, 3}}; // z is ignored
    planar.strides = {{1, 1, 1}, {5, 2, 2}};
    vox::Network threeD(name, flat, 1);
    vox::Network twoD(name, planar, 2);
    std::map<std::string, at::Tensor> weights;
    for (const auto & [name, weight] : threeD.Parameters())
    {
      weights[name] = weight.dim() == 5 ? weight.squeeze(2) : weight;
    }
    twoD.LoadParameters(weights, "flat network");
    const at::Tensor image = at::randn({2, 1, 1, 8, 12});
    const at::Tensor expected = threeD.Forward(image).front();
    const at::Tensor found = twoD.Forward(image).front();
    ASSERT_EQ(found.sizes(), expected.sizes());
    EXPECT_LE((found - expected).abs().max().item<double>(), 1e-5) << name;
  }
}

TEST(Network, ConvolutionsOfTheDecoderAreCountedCoarsestFirst)
{
  vox::UNetOptions options;
  options.featuresPerStage = {2, 3, 4};
  options.kernelSizes.resize(3);
  options.strides.resize(3);
  options.blocksPerStage = {1, 1, 1};
  options.convsPerDecoderStage = {1, 3};
  const auto weights = Weights(vox::Network("PlainConvUNet", options));
  EXPECT_TRUE(weights.contains("decoder.stages.1.convs.2.conv.weight")); // stage 1 of the decoder is the finest
  EXPECT_FALSE(weights.contains("decoder.stages.0.convs.1.conv.weight"));
}

TEST(Network, DropoutChangesTrainingOnly)
{
  const at::NoGradGuard noGrad;
  vox::UNetOptions options = TwoStages();
  options.dropout = 0.5;
  vox::Network network("PlainConvUNet", options);
  const at::Tensor image = at::randn({1, 1, 2, 8, 8});
  EXPECT_TRUE(network.Forward(image).front().equal(network.Forward(image).front()));
  network.SetTraining(true);
  bool differs = false;
  for (int i = 0; i < 20 && !differs; ++i)
  {
    differs = !network.Forward(image).front().equal(network.Forward(image).front());
  }
  EXPECT_TRUE(differs);
}

TEST(Network, SmallSingleSamplesGiveTheNumbersOfABatch)
{
  // One small float32 sample without gradients takes another path through the convolutions than a batch does.
  vox::Network network("ResidualEncoderUNet", TwoStages(), 3);
  const at::Tensor images = at::randn({2, 1, 3, 6, 8});
  const at::Tensor batch = network.Forward(images).front().detach();
  const at::NoGradGuard noGrad;
  const at::Tensor single = network.Forward(images.slice(0, 1, 2)).front();
  EXPECT_LE((batch.slice(0, 1, 2) - single).abs().max().item<double>(), 1e-5);
}

TEST(Network, ChannelsLastReachesEveryLayerOfASingleChannelAndItsCopies)
{
  vox::Network network("PlainConvUNet", TwoStages());
  const at::Tensor images = at::randn({2, 1, 4, 8, 8});
  const at::NoGradGuard noGrad;
  // A single thread of torch computes small images in planar order whatever their own.
  const int threads = at::get_num_threads();
  at::set_num_threads(2);
  const at::Tensor expected = network.Forward(images).front();
  EXPECT_FALSE(expected.is_contiguous(at::MemoryFormat::ChannelsLast3d));
  network.UseChannelsLast();
  for (vox::Network & each : std::vector<vox::Network>{network, network.Clone()})
  {
    const at::Tensor found = each.Forward(images).front();
    EXPECT_TRUE(found.is_contiguous(at::MemoryFormat::ChannelsLast3d));
    EXPECT_LE((found - expected).abs().max().item<double>(), 1e-5);
  }
  at::set_num_threads(threads);
}

TEST(Network, LoadConvertsHalfPrecisionAndLeavesTheWeightsWhereTheyAre)
{
  vox::Network network("PlainConvUNet", TwoStages(), 1);
  const auto before = network.Parameters();
  std::map<std::string, at::Tensor> weights;
  for (const auto & [name, weight] : vox::Network("PlainConvUNet", TwoStages(), 2).Parameters())
  {
    weights[name] = weight.detach().to(at::kHalf);
  }
  network.LoadParameters(weights, "half.pth");
  for (const auto & [name, weight] : before)
  {
    EXPECT_EQ(weight.scalar_type(), at::kFloat);
    EXPECT_TRUE(weight.detach().equal(weights.at(name).to(at::kFloat))) << name;
    EXPECT_TRUE(weight.requires_grad());
  }
}

TEST(Network, LoadNamesTheFirstTensorThatDoesNotFitAndChangesNothing)
{
  vox::Network network("PlainConvUNet", TwoStages(), 1);
  const at::Tensor first = network.Parameters().front().second.detach().clone();
  auto weights = Weights(vox::Network("PlainConvUNet", TwoStages(), 2));
  const auto load = [&] { network.LoadParameters(weights, "fold_0/checkpoint.pth"); };
  const auto badModel = vox::ErrorKind::BadModel;
  const std::string key = "decoder.transpconvs.0.bias";

  const at::Tensor bias = weights.extract(key).mapped();
  VOX_EXPECT_ERROR(load(), badModel, "fold_0/checkpoint.pth: tensor '" + key + "' of shape [4] is missing");
  weights[key] = at::zeros({5});
  VOX_EXPECT_ERROR(load(), badModel, "'" + key + "' is float [5], expected floating-point numbers [4]");
  weights[key] = at::zeros({4}, at::kLong);
  VOX_EXPECT_ERROR(load(), badModel, "expected floating-point numbers [4]");
  weights[key] = bias;
  weights["decoder.extra"] = at::zeros({2, 3});
  VOX_EXPECT_ERROR(load(), badModel, "'decoder.extra' of shape [2, 3] is unexpected; PlainConvUNet has no such weight");
  EXPECT_TRUE(network.Parameters().front().second.detach().equal(first));
}

TEST(Network, AnUnknownNameListsTheKnownOnes)
{
  VOX_EXPECT_ERROR(vox::Network("UNetOfAnotherKind", TwoStages()), vox::ErrorKind::BadModel,
                   "network 'UNetOfAnotherKind' is not known; known are: PlainConvUNet, ResidualEncoderUNet");
}

TEST(Network, ImagesThatDoNotFitAreRefusedWithTheirSize)
{
  vox::Network network("PlainConvUNet", TwoStages());
  const auto forward = [&](std::vector<std::int64_t> shape) { (void)network.Forward(at::zeros(shape)); };
  const auto badInput = vox::ErrorKind::BadInput;
  VOX_EXPECT_ERROR(forward({1, 2, 4, 8, 8}), badInput,
                   "found images of shape [1, 2, 4, 8, 8], expected [N, 1, D, H, W]");
  VOX_EXPECT_ERROR(forward({1, 8, 8}), badInput, "[1, 8, 8]");
  VOX_EXPECT_ERROR(forward({0, 1, 4, 8, 8}), badInput, "[0, 1, 4, 8, 8]");
  VOX_EXPECT_ERROR(forward({1, 1, 5, 8, 9}), badInput,
                   "axis x has 9 voxels, expected multiples of 2; the nearest are 8 and 10");

  vox::UNetOptions planar = TwoStages();
  planar.dimensions = 2;
  network = vox::Network("PlainConvUNet", planar);
  VOX_EXPECT_ERROR(forward({1, 1, 3, 8, 8}), badInput, "found 3 slices, expected 1: the network is 2D");
  VOX_EXPECT_ERROR(forward({1, 1, 1, 7, 8}), badInput, "axis y has 7");
}
