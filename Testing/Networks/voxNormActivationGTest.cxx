// SPDX-License-Identifier: Apache-2.0
// The fused layer against torch's operators in float64.
#include "Blocks/voxInstanceNorm.h"
#include "Blocks/voxNormActivation.h"
#include "voxFeatureTensors.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <gtest/gtest.h>

#include <tuple>

namespace
{

using vox::testing::ChannelsLast;
using vox::testing::Leaf;

/** What the fused layer replaces. */
at::Tensor
Plain(const at::Tensor & input, const at::Tensor & residual, const at::Tensor & weight, const at::Tensor & bias,
      double slope)
{
  at::Tensor features = at::instance_norm(input, weight, bias, {}, {}, true, 0.0, 1e-5, false);
  return at::leaky_relu(residual.defined() ? features + residual : features, slope);
}

double
RelativeDifference(const at::Tensor & found, const at::Tensor & expected)
{
  const double size = expected.abs().max().item<double>();
  return (found.detach().to(at::kDouble) - expected.detach()).abs().max().item<double>() / std::max(size, 1e-3);
}

/** Shape, with residual, with weights, slope. */
class NormActivation : public ::testing::TestWithParam<std::tuple<std::vector<std::int64_t>, bool, bool, double>>
{};

} // namespace

TEST_P(NormActivation, ValuesAndGradientsAreThoseOfThePlainLayers)
{
  const auto & [shape, hasResidual, affine, slope] = GetParam();
  const at::Tensor input = Leaf(2.0 * at::randn(shape) + 3.0);
  const at::Tensor residual = hasResidual ? Leaf(at::randn(shape)) : at::Tensor();
  const at::Tensor weight = affine ? at::randn({shape[1]}).requires_grad_() : at::Tensor();
  const at::Tensor bias = affine ? at::randn({shape[1]}).requires_grad_() : at::Tensor();
  const at::Tensor random = ChannelsLast(at::randn(shape));

  const auto toDouble = [](const at::Tensor & tensor) {
    return tensor.defined() ? tensor.detach().to(at::kDouble).requires_grad_() : tensor;
  };
  const at::Tensor inputDouble = toDouble(input);
  const at::Tensor residualDouble = toDouble(residual);
  const at::Tensor weightDouble = toDouble(weight);
  const at::Tensor biasDouble = toDouble(bias);
  const at::Tensor expected = Plain(inputDouble, residualDouble, weightDouble, biasDouble, slope);
  // Where the activation bends, both slopes are right, and rounding chooses one.
  const at::Tensor unbent = Plain(inputDouble, residualDouble, weightDouble, biasDouble, 1.0).detach();
  const at::Tensor upstream = random.masked_fill(unbent.abs() < 1e-4, 0.0);
  expected.backward(upstream.to(at::kDouble));

  ASSERT_TRUE(vox::TakesNormActivation(input));
  const at::Tensor found = vox::NormActivation({input, {}}, residual, {weight, bias, 1e-5}, slope).features;
  EXPECT_EQ(found.strides(), input.strides());
  found.backward(upstream);
  EXPECT_LE(RelativeDifference(found, expected), 1e-5);
  EXPECT_LE(RelativeDifference(input.grad(), inputDouble.grad()), 1e-5);
  if (hasResidual)
  {
    EXPECT_LE(RelativeDifference(residual.grad(), residualDouble.grad()), 1e-6);
  }
  if (affine)
  {
    EXPECT_LE(RelativeDifference(weight.grad(), weightDouble.grad()), 1e-5);
    EXPECT_LE(RelativeDifference(bias.grad(), biasDouble.grad()), 1e-5);
  }
}

/** What is stored is rounded to 8 bits once; what is computed, and gradients of weights, is float32. */
TEST_P(NormActivation, InBf16OnlyStoredValuesAreRounded)
{
  const auto & [shape, hasResidual, affine, slope] = GetParam();
  const auto rounded = [](const at::Tensor & tensor) {
    return ChannelsLast(tensor.to(at::kBFloat16)).requires_grad_();
  };
  const at::Tensor input = rounded(2.0 * at::randn(shape) + 3.0);
  const at::Tensor residual = hasResidual ? rounded(at::randn(shape)) : at::Tensor();
  const at::Tensor weight = affine ? at::randn({shape[1]}).requires_grad_() : at::Tensor();
  const at::Tensor bias = affine ? at::randn({shape[1]}).requires_grad_() : at::Tensor();

  const auto toDouble = [](const at::Tensor & tensor) {
    return tensor.defined() ? tensor.detach().to(at::kDouble).requires_grad_() : tensor;
  };
  const at::Tensor inputDouble = toDouble(input);
  const at::Tensor residualDouble = toDouble(residual);
  const at::Tensor weightDouble = toDouble(weight);
  const at::Tensor biasDouble = toDouble(bias);
  const at::Tensor expected = Plain(inputDouble, residualDouble, weightDouble, biasDouble, slope);
  const at::Tensor unbent = Plain(inputDouble, residualDouble, weightDouble, biasDouble, 1.0).detach();
  const at::Tensor upstream = ChannelsLast(at::randn(shape).masked_fill(unbent.abs() < 1e-4, 0.0).to(at::kBFloat16));
  expected.backward(upstream.to(at::kDouble));

  constexpr double ofRounding = 1.0 / 256.0;
  ASSERT_TRUE(vox::TakesNormActivation(input));
  const at::Tensor found = vox::NormActivation({input, {}}, residual, {weight, bias, 1e-5}, slope).features;
  EXPECT_EQ(found.scalar_type(), at::kBFloat16);
  EXPECT_EQ(found.strides(), input.strides());
  found.backward(upstream);
  EXPECT_LE(RelativeDifference(found, expected), ofRounding);
  EXPECT_LE(RelativeDifference(input.grad(), inputDouble.grad()), ofRounding);
  if (hasResidual)
  {
    EXPECT_LE(RelativeDifference(residual.grad(), residualDouble.grad()), ofRounding);
  }
  if (affine)
  {
    EXPECT_LE(RelativeDifference(weight.grad(), weightDouble.grad()), 1e-5);
    EXPECT_LE(RelativeDifference(bias.grad(), biasDouble.grad()), 1e-5);
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, NormActivation,
                         ::testing::Combine(::testing::Values(std::vector<std::int64_t>{2, 5, 7, 9, 11},
                                                              std::vector<std::int64_t>{1, 16, 20, 21, 22},
                                                              std::vector<std::int64_t>{3, 320, 2, 3, 4},
                                                              std::vector<std::int64_t>{2, 8, 33, 35}),
                                            ::testing::Bool(), ::testing::Bool(), ::testing::Values(0.0, 0.01, 1.0)));

TEST(NormActivation, KeepsItsDigitsFarFromZero)
{
  // Means of 1000 standard deviations: the mean is a float32, whose numbers are 6.1e-5 apart there.
  const at::Tensor input = ChannelsLast(at::randn({2, 16, 16, 16, 16}) + 1000.0);
  const at::Tensor expected = Plain(input.to(at::kDouble), {}, {}, {}, 0.01);
  const at::Tensor found = vox::NormActivation({input, {}}, {}, {{}, {}, 1e-5}, 0.01).features;
  EXPECT_LE((found - expected).abs().max().item<double>(), 6.2e-5);
}

TEST(NormActivation, OfASingleVoxelOrAConstantIsTheShift)
{
  const at::Tensor bias = at::tensor({0.5F, -0.5F});
  for (const std::int64_t size : {1, 4})
  {
    const at::Tensor input = ChannelsLast(at::full({1, 2, size, size, size}, 7.0));
    const at::Tensor found = vox::NormActivation({input, {}}, {}, {at::ones({2}), bias, 1e-5}, 0.1).features;
    EXPECT_TRUE((found.select(1, 0) == 0.5).all().item<bool>());
    EXPECT_TRUE((found.select(1, 1) == -0.05F).all().item<bool>());
  }
}

TEST(NormActivation, IsTheSameOnAnyNumberOfThreads)
{
  const int threads = at::get_num_threads();
  const at::Tensor input = Leaf(at::randn({2, 12, 15, 17, 19}));
  const at::Tensor upstream = ChannelsLast(at::randn(input.sizes()));
  const at::Tensor weight = at::randn({12}).requires_grad_();
  const at::Tensor bias = at::randn({12}).requires_grad_();
  std::vector<at::Tensor> first;
  for (const int count : {1, 2, 3})
  {
    at::set_num_threads(count);
    for (const at::Tensor & leaf : {input, weight, bias})
    {
      leaf.mutable_grad() = at::Tensor();
    }
    const at::Tensor found = vox::NormActivation({input, {}}, {}, {weight, bias, 1e-5}, 0.01).features;
    found.backward(upstream);
    const std::vector<at::Tensor> results{found.detach(), input.grad(), weight.grad(), bias.grad()};
    for (std::size_t i = 0; i < results.size() && !first.empty(); ++i)
    {
      EXPECT_TRUE(results[i].equal(first[i])) << "result " << i << " on " << count << " threads";
    }
    first = results;
  }
  at::set_num_threads(threads);
}

TEST(NormActivation, TakesFloatAndBf16FeaturesInChannelsLastOrderOnly)
{
  const at::Tensor planar = at::randn({2, 3, 4, 4, 4});
  EXPECT_FALSE(vox::TakesNormActivation(planar));
  EXPECT_TRUE(vox::TakesNormActivation(ChannelsLast(planar)));
  EXPECT_TRUE(vox::TakesNormActivation(ChannelsLast(planar.to(at::kBFloat16))));
  EXPECT_FALSE(vox::TakesNormActivation(ChannelsLast(planar.to(at::kDouble))));
  EXPECT_FALSE(vox::TakesNormActivation(ChannelsLast(planar).slice(4, 0, 2)));
}

TEST(InstanceNorm, TakesGradientsOfAnyMemoryOrder)
{
  const at::Tensor input = at::randn({2, 3, 6, 5}); // torch's order: torch computes
  const at::Tensor towards = at::randn({2, 3, 6, 5});
  const auto gradient = [&](const at::Tensor & weights) {
    const at::Tensor features = input.clone().requires_grad_();
    (vox::InstanceNorm(3, false).forward({features, {}}) * weights).sum().backward();
    return features.grad();
  };
  const at::Tensor features = input.to(at::kDouble).requires_grad_();
  (at::instance_norm(features, {}, {}, {}, {}, true, 0.0, 1e-5, false) * towards).sum().backward();
  for (const at::Tensor & weights : {towards, ChannelsLast(towards)})
  {
    EXPECT_LE((gradient(weights) - features.grad()).abs().max().item<double>(), 1e-5);
  }
}
