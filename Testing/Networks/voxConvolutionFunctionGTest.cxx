// SPDX-License-Identifier: Apache-2.0
// The convolution with its own weight gradient against torch's in float64.
#include "Blocks/voxConvolutionFunction.h"
#include "voxFeatureTensors.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <gtest/gtest.h>

#include <ostream>

namespace
{

using vox::testing::DoubleLeaf;
using vox::testing::ExpectGradients;
using vox::testing::Leaf;
using vox::testing::RelativeDifference;

struct Layer
{
  std::vector<std::int64_t> input;  ///< [N, C, (D,) H, W]
  std::vector<std::int64_t> weight; ///< [out, in, kernel...]
  std::vector<std::int64_t> stride;

  [[nodiscard]] std::vector<std::int64_t>
  Padding() const
  {
    std::vector<std::int64_t> padding;
    for (std::size_t axis = 2; axis < weight.size(); ++axis)
    {
      padding.push_back((weight[axis] - 1) / 2);
    }
    return padding;
  }
};

void
PrintTo(const Layer & layer, std::ostream * stream)
{
  *stream << "input " << ::testing::PrintToString(layer.input) << ", weight " << ::testing::PrintToString(layer.weight)
          << ", stride " << ::testing::PrintToString(layer.stride);
}

class ConvolutionFunction : public ::testing::TestWithParam<Layer>
{};

} // namespace

TEST_P(ConvolutionFunction, ValuesAndGradientsAreThoseOfTorch)
{
  const Layer & layer = GetParam();
  const at::Tensor input = Leaf(at::randn(layer.input));
  const at::Tensor weight = Leaf(at::randn(layer.weight));
  const at::Tensor bias = at::randn({layer.weight[0]}).requires_grad_();
  ASSERT_TRUE(vox::TakesConvolutionFunction(input, weight));
  const at::Tensor found = vox::ConvolutionFunction(input, {}, {weight, bias, layer.stride, layer.Padding()}).features;

  const std::vector<at::Tensor> doubles{DoubleLeaf(input), DoubleLeaf(weight), DoubleLeaf(bias)};
  const std::vector<std::int64_t> ones(layer.stride.size(), 1);
  const std::vector<std::int64_t> zeros(layer.stride.size(), 0);
  const at::Tensor expected =
      at::convolution(doubles[0], doubles[1], doubles[2], layer.stride, layer.Padding(), ones, false, zeros, 1);
  EXPECT_LE(RelativeDifference(found, expected), 1e-5);

  ExpectGradients(found, {input, weight, bias}, expected, doubles);
}

INSTANTIATE_TEST_SUITE_P(
    Layers, ConvolutionFunction,
    ::testing::Values(Layer{{2, 24, 8, 10, 12}, {12, 24, 3, 3, 3}, {1, 1, 1}},
                      Layer{{1, 1, 7, 9, 11}, {16, 1, 3, 3, 3}, {1, 1, 1}},   // the first layer, odd sizes
                      Layer{{2, 5, 6, 6, 6}, {8, 5, 3, 3, 3}, {1, 1, 1}},     // scalars beyond a block of 4
                      Layer{{1, 9, 5, 6, 7}, {8, 9, 3, 3, 3}, {1, 1, 1}},     // two unequal groups of scalars
                      Layer{{2, 12, 8, 10, 6}, {32, 12, 3, 3, 3}, {2, 2, 2}}, // the first layer of a stage
                      Layer{{1, 8, 9, 7, 5}, {40, 8, 3, 3, 3}, {2, 1, 2}},    // vectors of 3 and 2, anisotropic
                      Layer{{3, 64, 2, 3, 1}, {48, 64, 3, 3, 3}, {1, 1, 1}},  // an axis of one voxel
                      Layer{{2, 16, 4, 12, 12}, {16, 16, 1, 3, 3}, {1, 2, 2}},
                      Layer{{2, 32, 4, 5, 6}, {3, 32, 1, 1, 1}, {1, 1, 1}}, // a head
                      Layer{{2, 16, 21, 19}, {24, 16, 3, 3}, {1, 1}},       // 2D
                      Layer{{1, 3, 70, 66}, {32, 3, 3, 3}, {2, 2}}));

TEST(ConvolutionFunction, GradientIsTheSameOnAnyNumberOfThreads)
{
  const int threads = at::get_num_threads();
  const at::Tensor input = Leaf(at::randn({2, 24, 9, 11, 13}));
  const at::Tensor weight = Leaf(at::randn({12, 24, 3, 3, 3}));
  const at::Tensor upstream = at::randn({2, 12, 9, 11, 13});
  at::Tensor first;
  for (const int count : {1, 2, 3})
  {
    at::set_num_threads(count);
    weight.mutable_grad() = at::Tensor();
    vox::ConvolutionFunction(input, {}, {weight, {}, {1, 1, 1}, {1, 1, 1}}).features.backward(upstream);
    EXPECT_TRUE(!first.defined() || weight.grad().equal(first)) << count << " threads";
    first = weight.grad();
  }
  at::set_num_threads(threads);
}

TEST(ConvolutionFunction, LeavesWhatItCannotDoToTorch)
{
  const at::Tensor input = Leaf(at::randn({1, 8, 4, 4, 4}));
  const at::Tensor weight = Leaf(at::randn({8, 8, 3, 3, 3}));
  EXPECT_TRUE(vox::TakesConvolutionFunction(input, weight));
  EXPECT_FALSE(vox::TakesConvolutionFunction(input.contiguous(), weight)) << "features in planar order";
  EXPECT_FALSE(vox::TakesConvolutionFunction(input.to(at::kDouble), weight));
  EXPECT_FALSE(vox::TakesConvolutionFunction(input, weight.detach())) << "weights that are not trained";
  const at::Tensor narrow = Leaf(at::randn({1, 6, 4, 4, 4}));
  EXPECT_FALSE(vox::TakesConvolutionFunction(narrow, Leaf(at::randn({5, 6, 3, 3, 3}))));
  const at::NoGradGuard noGrad;
  EXPECT_FALSE(vox::TakesConvolutionFunction(input, weight));
}
