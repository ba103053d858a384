// SPDX-License-Identifier: Apache-2.0
// The weight gradient by Winograd's points, and the trained layer that uses it, against torch's in float64.
#include "Blocks/voxConvolutionFunction.h"
#include "Blocks/voxWinogradGradient.h"
#include "voxFeatureTensors.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <gtest/gtest.h>

namespace
{

using vox::testing::ChannelsLast;
using vox::testing::RelativeDifference;

at::Tensor
Gradient(const vox::WinogradExtent & extent, const at::Tensor & input, const at::Tensor & gradient)
{
  const at::Tensor found =
      ChannelsLast(at::empty({extent.outputChannels, extent.inputChannels, extent.kernelDepth, 3, 3}));
  const vox::FeatureVolume volume{input.const_data_ptr<float>(), extent.inputChannels};
  vox::WinogradWeightGradient(extent, {&volume, 1}, gradient.const_data_ptr<float>(), found.data_ptr<float>());
  return found;
}

/** Samples, sizes of an image [z, y, x] and channels of the first input, large enough for Winograd's convolution,
 * forward and backward. */
struct ManyVoxels
{
  std::int64_t samples;
  vox::Zyx<std::int64_t> size;
  std::int64_t kernelDepth;
  std::int64_t channels;
};

class TrainedConvolutionOfManyVoxels : public ::testing::TestWithParam<ManyVoxels>
{};

class WinogradWeightGradient : public ::testing::TestWithParam<vox::WinogradExtent>
{};

} // namespace

TEST_P(WinogradWeightGradient, IsTheGradientUpToRoundingForAnyThreads)
{
  const vox::WinogradExtent extent = GetParam();
  const auto [depth, height, width] = std::tie(extent.size.z, extent.size.y, extent.size.x);
  const at::Tensor input = ChannelsLast(at::randn({extent.samples, extent.inputChannels, depth, height, width}));
  const at::Tensor gradient = ChannelsLast(at::randn({extent.samples, extent.outputChannels, depth, height, width}));
  const at::Tensor weight =
      at::zeros({extent.outputChannels, extent.inputChannels, extent.kernelDepth, 3, 3}, at::kDouble);
  const std::vector<std::int64_t> padding{(extent.kernelDepth - 1) / 2, 1, 1};
  const at::Tensor expected = std::get<1>(
      at::convolution_backward(gradient.to(at::kDouble), input.to(at::kDouble), weight, at::OptionalIntArrayRef(),
                               {1, 1, 1}, padding, {1, 1, 1}, false, {0, 0, 0}, 1, {false, true, false}));
  const int before = at::get_num_threads();
  at::set_num_threads(1);
  const at::Tensor one = Gradient(extent, input, gradient);
  at::set_num_threads(3);
  const at::Tensor three = Gradient(extent, input, gradient);
  at::set_num_threads(before);
  EXPECT_LE(RelativeDifference(one, expected), 2e-5);
  EXPECT_TRUE(at::equal(one, three));
}

INSTANTIATE_TEST_SUITE_P(
    Layers, WinogradWeightGradient,
    ::testing::Values(vox::WinogradExtent{2, 8, 16, {5, 6, 7}, 3}, vox::WinogradExtent{1, 24, 40, {4, 9, 30}, 3},
                      vox::WinogradExtent{3, 72, 8, {1, 1, 3}, 3}, vox::WinogradExtent{1, 8, 88, {7, 3, 50}, 3},
                      vox::WinogradExtent{2, 8, 16, {17, 31, 33}, 3}, vox::WinogradExtent{1, 72, 80, {16, 33, 32}, 3},
                      vox::WinogradExtent{2, 16, 24, {3, 5, 11}, 1}, vox::WinogradExtent{9, 136, 200, {1, 6, 9}, 1},
                      vox::WinogradExtent{2, 24, 16, {1, 130, 129}, 1}));

TEST_P(TrainedConvolutionOfManyVoxels, HasTheValuesAndGradientsOfTorch)
{
  const auto & [samples, size, kernelDepth, first] = GetParam();
  const std::vector<std::int64_t> ones{1, 1, 1};
  const std::vector<std::int64_t> padding{(kernelDepth - 1) / 2, 1, 1};
  const auto features = [&](std::int64_t channels) {
    return ChannelsLast(
        at::randn({GetParam().samples, channels, GetParam().size.z, GetParam().size.y, GetParam().size.x}));
  };
  const at::Tensor input = features(first).requires_grad_();
  const at::Tensor skip = features(3 * first).requires_grad_();
  const at::Tensor bias = at::randn({2 * first}).requires_grad_();
  const at::Tensor upstream = features(2 * first);
  for (const at::Tensor & behind : {at::Tensor(), skip})
  {
    const std::int64_t channels = behind.defined() ? 4 * first : first;
    const at::Tensor weight = ChannelsLast(at::randn({2 * first, channels, kernelDepth, 3, 3})).requires_grad_();
    ASSERT_TRUE(vox::TakesConvolutionFunction(input, weight));
    input.mutable_grad() = at::Tensor();
    bias.mutable_grad() = at::Tensor();
    const vox::ConvolvedFeatures found = vox::ConvolutionFunction(input, behind, {weight, bias, ones, padding});
    EXPECT_EQ(found.kernel, "Winograd");
    EXPECT_TRUE(found.rowMoments.defined());
    found.features.backward(upstream);

    const auto toDouble = [](const at::Tensor & tensor) { return tensor.detach().to(at::kDouble).requires_grad_(); };
    const at::Tensor inputDouble = toDouble(input);
    const at::Tensor skipDouble = toDouble(skip);
    const at::Tensor weightDouble = toDouble(weight);
    const at::Tensor biasDouble = toDouble(bias);
    const at::Tensor all = behind.defined() ? at::cat({inputDouble, skipDouble}, 1) : inputDouble;
    const at::Tensor expected = at::conv3d(all, weightDouble, biasDouble, ones, padding);
    expected.backward(upstream.to(at::kDouble));
    EXPECT_LE(RelativeDifference(found.features.detach(), expected.detach()), 1e-5);
    EXPECT_LE(RelativeDifference(input.grad(), inputDouble.grad()), 1e-5);
    EXPECT_LE(RelativeDifference(weight.grad(), weightDouble.grad()), 2e-5);
    EXPECT_LE(RelativeDifference(bias.grad(), biasDouble.grad()), 1e-5);
    if (behind.defined())
    {
      EXPECT_LE(RelativeDifference(skip.grad(), skipDouble.grad()), 1e-5);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, TrainedConvolutionOfManyVoxels,
                         ::testing::Values(ManyVoxels{2, {12, 20, 18}, 3, 8},
                                           ManyVoxels{2, {17, 31, 33}, 3, 8}, // by tall tiles
                                           ManyVoxels{33, {1, 10, 6}, 1, 96}, // several samples a block of tiles
                                           ManyVoxels{1, {1, 131, 130}, 1, 32}));
