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

/** Sizes large enough for Winograd's convolution, forward and backward, the second one by tall tiles. */
class TrainedConvolutionOfManyVoxels : public ::testing::TestWithParam<vox::Zyx<std::int64_t>>
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
                      vox::WinogradExtent{2, 16, 24, {3, 5, 11}, 1}));

TEST_P(TrainedConvolutionOfManyVoxels, HasTheValuesAndGradientsOfTorch)
{
  const auto & [depth, height, width] = GetParam();
  const std::vector<std::int64_t> ones{1, 1, 1};
  const at::Tensor input = ChannelsLast(at::randn({2, 8, depth, height, width})).requires_grad_();
  const at::Tensor skip = ChannelsLast(at::randn({2, 24, depth, height, width})).requires_grad_();
  const at::Tensor bias = at::randn({16}).requires_grad_();
  const at::Tensor upstream = ChannelsLast(at::randn({2, 16, depth, height, width}));
  for (const at::Tensor & behind : {at::Tensor(), skip})
  {
    const std::int64_t channels = behind.defined() ? 32 : 8;
    const at::Tensor weight = ChannelsLast(at::randn({16, channels, 3, 3, 3})).requires_grad_();
    ASSERT_TRUE(vox::TakesConvolutionFunction(input, weight));
    input.mutable_grad() = at::Tensor();
    bias.mutable_grad() = at::Tensor();
    const vox::ConvolvedFeatures found = vox::ConvolutionFunction(input, behind, {weight, bias, ones, ones});
    EXPECT_EQ(found.kernel, "Winograd");
    EXPECT_TRUE(found.rowMoments.defined());
    found.features.backward(upstream);

    const auto toDouble = [](const at::Tensor & tensor) { return tensor.detach().to(at::kDouble).requires_grad_(); };
    const at::Tensor inputDouble = toDouble(input);
    const at::Tensor skipDouble = toDouble(skip);
    const at::Tensor weightDouble = toDouble(weight);
    const at::Tensor biasDouble = toDouble(bias);
    const at::Tensor all = behind.defined() ? at::cat({inputDouble, skipDouble}, 1) : inputDouble;
    const at::Tensor expected = at::conv3d(all, weightDouble, biasDouble, 1, 1);
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
                         ::testing::Values(vox::Zyx<std::int64_t>{12, 20, 18}, vox::Zyx<std::int64_t>{17, 31, 33}));
