// SPDX-License-Identifier: Apache-2.0
// Winograd's convolution and the row-wise upsampling against torch's operators in float64.
#include "Blocks/voxUpsampleRows.h"
#include "Blocks/voxWinogradConvolution.h"
#include "voxFeatureTensors.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <gtest/gtest.h>

#include <ostream>

namespace
{

using vox::testing::ChannelsLast;
using vox::testing::RelativeDifference;

struct Layer
{
  std::int64_t inputChannels;
  std::int64_t skipChannels; ///< 0: one input
  std::int64_t outputChannels;
  vox::Zyx<std::int64_t> size;
  std::int64_t kernelDepth;
  int tileHeight = 2;
};

std::ostream &
operator<<(std::ostream & stream, const Layer & layer)
{
  return stream << layer.inputChannels << '+' << layer.skipChannels << " to " << layer.outputChannels << " of "
                << layer.size.z << 'x' << layer.size.y << 'x' << layer.size.x << ", kernel depth " << layer.kernelDepth
                << ", tiles of " << layer.tileHeight;
}

/** One layer with random features of two samples, and its result by our kernel. */
struct Problem
{
  explicit Problem(const Layer & layer)
      : input(ChannelsLast(at::randn({2, layer.inputChannels, layer.size.z, layer.size.y, layer.size.x}))),
        weight(ChannelsLast(
            at::randn({layer.outputChannels, layer.inputChannels + layer.skipChannels, layer.kernelDepth, 3, 3}))),
        bias(at::randn({layer.outputChannels})),
        tileHeight(layer.tileHeight)
  {
    if (layer.skipChannels > 0)
    {
      skip = ChannelsLast(at::randn({2, layer.skipChannels, layer.size.z, layer.size.y, layer.size.x}));
    }
    moments = at::empty({2 * layer.size.z * layer.size.y, 2, layer.outputChannels});
  }

  [[nodiscard]] at::Tensor
  Convolve() const
  {
    const vox::WinogradWeights weights(weight.const_data_ptr<float>(), weight.size(0), weight.size(1), weight.size(2),
                                       tileHeight);
    std::vector<vox::FeatureVolume> volumes{{input.const_data_ptr<float>(), input.size(1)}};
    if (skip.defined())
    {
      volumes.push_back({skip.const_data_ptr<float>(), skip.size(1)});
    }
    const at::Tensor output = ChannelsLast(at::empty({2, weight.size(0), input.size(2), input.size(3), input.size(4)}));
    const vox::FeatureTarget target{output.data_ptr<float>(), output.size(1)};
    vox::WinogradConvolution(weights, volumes, {input.size(2), input.size(3), input.size(4)},
                             bias.const_data_ptr<float>(), {&target, 1}, moments.data_ptr<float>(), 2);
    return output;
  }

  [[nodiscard]] at::Tensor
  Expected() const
  {
    const at::Tensor all = skip.defined() ? at::cat({input, skip}, 1) : input;
    return at::conv3d(all.to(at::kDouble), weight.to(at::kDouble), bias.to(at::kDouble), 1,
                      {(weight.size(2) - 1) / 2, 1, 1});
  }

  at::Tensor input;
  at::Tensor skip;
  at::Tensor weight;
  at::Tensor bias;
  at::Tensor moments;
  int tileHeight;
};

class WinogradConvolution : public ::testing::TestWithParam<Layer>
{};

class UpsampleRows : public ::testing::TestWithParam<vox::Zyx<std::int64_t>>
{};

} // namespace

TEST_P(WinogradConvolution, IsTheConvolutionUpToRounding)
{
  const Problem problem(GetParam());
  const at::Tensor found = problem.Convolve();
  // A wrong coefficient or a lost border is at least 1e-2.
  EXPECT_LE(RelativeDifference(found, problem.Expected()), 1e-5);
}

TEST_P(WinogradConvolution, GivesTheMomentsOfItsRows)
{
  const Problem problem(GetParam());
  const at::Tensor rows = problem.Convolve().permute({0, 2, 3, 4, 1}).flatten(0, 2).to(at::kDouble);
  const at::Tensor mean = rows.mean(1);
  const at::Tensor squares = (rows - mean.unsqueeze(1)).square().sum(1);
  EXPECT_LE(RelativeDifference(problem.moments.select(1, 0), mean), 1e-5);
  EXPECT_LE((problem.moments.select(1, 1).to(at::kDouble) - squares).abs().max().item<double>(),
            1e-5 * std::max(1.0, squares.max().item<double>()));
}

TEST_P(WinogradConvolution, DoesNotDependOnTheThreads)
{
  const Problem problem(GetParam());
  const int before = at::get_num_threads();
  at::set_num_threads(1);
  const at::Tensor one = problem.Convolve();
  at::set_num_threads(3);
  const at::Tensor three = problem.Convolve();
  at::set_num_threads(before);
  EXPECT_TRUE(at::equal(one, three));
}

INSTANTIATE_TEST_SUITE_P(Layers, WinogradConvolution,
                         ::testing::Values(Layer{8, 0, 16, {4, 4, 8}, 3}, Layer{8, 0, 8, {1, 1, 1}, 3},
                                           Layer{24, 0, 20, {17, 9, 21}, 3}, Layer{8, 64, 33, {5, 2, 7}, 3},
                                           Layer{40, 48, 32, {6, 7, 33}, 3}, Layer{136, 0, 16, {3, 5, 6}, 3},
                                           Layer{16, 8, 24, {5, 11, 50}, 1}, Layer{8, 0, 8, {1, 3, 2}, 1},
                                           Layer{8, 0, 16, {4, 8, 8}, 3, 4}, Layer{24, 0, 20, {17, 9, 21}, 3, 4},
                                           Layer{40, 48, 32, {6, 7, 33}, 3, 4}, Layer{136, 0, 16, {3, 5, 6}, 3, 4},
                                           Layer{16, 8, 24, {5, 11, 50}, 1, 4}, Layer{8, 0, 8, {1, 1, 1}, 3, 4}));

/** 16 channels to 8 in a box of the stride. */
TEST_P(UpsampleRows, IsTheTransposedConvolution)
{
  const vox::Zyx<std::int64_t> stride = GetParam();
  const at::Tensor input = ChannelsLast(at::randn({1, 16, 3, 4, 5}));
  const at::Tensor weight = at::randn({16, 8, stride.z, stride.y, stride.x});
  const at::Tensor bias = at::randn({8});
  ASSERT_TRUE(vox::UpsampleWeights::Takes(8, stride));
  const vox::UpsampleWeights weights(weight.const_data_ptr<float>(), bias.const_data_ptr<float>(), 16, 8, stride);
  const at::Tensor found = ChannelsLast(at::empty({1, 8, 3 * stride.z, 4 * stride.y, 5 * stride.x}));
  vox::UpsampleRows(weights, {3, 4, 5}, input.const_data_ptr<float>(), found.data_ptr<float>());
  const at::Tensor expected = at::conv_transpose3d(input.to(at::kDouble), weight.to(at::kDouble), bias.to(at::kDouble),
                                                   {stride.z, stride.y, stride.x});
  EXPECT_LE(RelativeDifference(found, expected), 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Strides, UpsampleRows,
                         ::testing::Values(vox::Zyx<std::int64_t>{2, 2, 2}, vox::Zyx<std::int64_t>{1, 2, 2},
                                           vox::Zyx<std::int64_t>{3, 1, 4}));

TEST(UpsampleRowsOfOddColumns, AreLeftToTorch)
{
  EXPECT_FALSE(vox::UpsampleWeights::Takes(12, {2, 2, 2}));
}
