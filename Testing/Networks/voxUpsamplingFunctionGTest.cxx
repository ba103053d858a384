// SPDX-License-Identifier: Apache-2.0
// The trained upsampling against torch's transposed convolution in float64.
#include "Blocks/voxUpsamplingFunction.h"
#include "voxFeatureTensors.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <gtest/gtest.h>

#include <tuple>

namespace
{

using vox::testing::DoubleLeaf;
using vox::testing::ExpectGradients;
using vox::testing::Leaf;
using vox::testing::RelativeDifference;

/** Shapes of input and weight, [in, out, stride...]. */
class UpsamplingFunction
    : public ::testing::TestWithParam<std::tuple<std::vector<std::int64_t>, std::vector<std::int64_t>>>
{};

} // namespace

TEST_P(UpsamplingFunction, ValuesAndGradientsAreThoseOfTorch)
{
  const auto & [inputShape, weightShape] = GetParam();
  const at::Tensor input = Leaf(at::randn(inputShape));
  const at::Tensor weight = Leaf(at::randn(weightShape));
  const at::Tensor bias = at::randn({weightShape[1]}).requires_grad_();
  ASSERT_TRUE(vox::TakesUpsamplingFunction(input, weight));
  const at::Tensor found = vox::UpsamplingFunction(input, weight, bias);

  const std::vector<at::Tensor> doubles{DoubleLeaf(input), DoubleLeaf(weight), DoubleLeaf(bias)};
  const std::vector<std::int64_t> stride(weightShape.begin() + 2, weightShape.end());
  const std::vector<std::int64_t> ones(stride.size(), 1);
  const std::vector<std::int64_t> zeros(stride.size(), 0);
  const at::Tensor expected = at::convolution(doubles[0], doubles[1], doubles[2], stride, zeros, ones, true, zeros, 1);
  EXPECT_LE(RelativeDifference(found, expected), 1e-6);
  ExpectGradients(found, {input, weight, bias}, expected, doubles);
}

INSTANTIATE_TEST_SUITE_P(
    Layers, UpsamplingFunction,
    ::testing::Values(std::tuple{std::vector<std::int64_t>{2, 24, 3, 4, 5}, std::vector<std::int64_t>{24, 16, 2, 2, 2}},
                      std::tuple{std::vector<std::int64_t>{1, 16, 5, 7, 3}, std::vector<std::int64_t>{16, 8, 1, 2, 2}},
                      std::tuple{std::vector<std::int64_t>{1, 5, 2, 3, 9}, std::vector<std::int64_t>{5, 16, 3, 1, 1}},
                      std::tuple{std::vector<std::int64_t>{2, 32, 9, 11}, std::vector<std::int64_t>{32, 24, 2, 2}}));

TEST(UpsamplingFunction, GradientsAreTheSameOnAnyNumberOfThreads)
{
  const int threads = at::get_num_threads();
  const at::Tensor input = Leaf(at::randn({2, 24, 9, 5, 7}));
  const at::Tensor weight = Leaf(at::randn({24, 16, 2, 2, 2}));
  const at::Tensor upstream = at::randn({2, 16, 18, 10, 14});
  std::vector<at::Tensor> first;
  for (const int count : {1, 3})
  {
    at::set_num_threads(count);
    input.mutable_grad() = at::Tensor();
    weight.mutable_grad() = at::Tensor();
    const at::Tensor output = vox::UpsamplingFunction(input, weight, {});
    output.backward(upstream);
    const std::vector<at::Tensor> found{output.detach(), input.grad(), weight.grad()};
    for (std::size_t i = 0; i < first.size(); ++i)
    {
      EXPECT_TRUE(found[i].equal(first[i])) << i;
    }
    first = found;
  }
  at::set_num_threads(threads);
}

TEST(UpsamplingFunction, LeavesWhatItCannotDoToTorch)
{
  const at::Tensor input = Leaf(at::randn({1, 8, 4, 4, 4}));
  const at::Tensor weight = Leaf(at::randn({8, 8, 2, 2, 2}));
  EXPECT_TRUE(vox::TakesUpsamplingFunction(input, weight));
  EXPECT_FALSE(vox::TakesUpsamplingFunction(input.contiguous(), weight)) << "features in planar order";
  EXPECT_FALSE(vox::TakesUpsamplingFunction(input, weight.detach())) << "weights that are not trained";
  const at::Tensor narrow = Leaf(at::randn({1, 6, 4, 4, 4}));
  EXPECT_FALSE(vox::TakesUpsamplingFunction(narrow, Leaf(at::randn({6, 5, 2, 2, 2}))));
  const at::NoGradGuard noGrad;
  EXPECT_FALSE(vox::TakesUpsamplingFunction(input, weight));
}
