// SPDX-License-Identifier: Apache-2.0
// The fused sums and their gradient against torch's operators in float64.
#include "voxSoftmaxPass.h"
#include "voxVectorMath.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{

/** Two samples of so many classes and voxels, the label 2 ignored or not, squares or not, with an exponent of misses.
 */
class SoftmaxPass : public ::testing::TestWithParam<std::tuple<std::int64_t, std::int64_t, bool, bool, double>>
{
protected:
  SoftmaxPass()
  {
    const auto [classes, voxels, ignores, squared, gamma] = GetParam();
    m_Logits = 3.0 * at::randn({2, classes, voxels});
    m_Pass.labels = at::randint(0, classes, {2, voxels}, at::kLong);
    m_Pass.ignoreLabel = ignores ? std::optional<std::int64_t>(2) : std::nullopt;
    m_Pass.squared = squared;
    m_Pass.gamma = gamma;
  }

  at::Tensor m_Logits;
  vox::SoftmaxPass m_Pass;
};

vox::LossSums
Expected(const vox::SoftmaxPass & pass, const at::Tensor & logits)
{
  const at::Tensor counted =
      pass.ignoreLabel ? pass.labels.ne(*pass.ignoreLabel).to(at::kDouble) : at::ones(pass.labels.sizes(), at::kDouble);
  const at::Tensor target = at::one_hot(pass.labels, logits.size(1)).transpose(1, 2) * counted.unsqueeze(1);
  const at::Tensor logProbability = at::log_softmax(logits, 1);
  const at::Tensor probability = logProbability.exp() * counted.unsqueeze(1);
  return {(probability * target).sum(2), (pass.squared ? probability.square() : probability).sum(2), target.sum(2),
          -(logProbability * (1.0 - logProbability.exp()).pow(pass.gamma) * target).sum(2), counted.sum()};
}

/** Relative to 1 where all is smaller. */
double
Difference(const at::Tensor & found, const at::Tensor & expected)
{
  return ((found.to(at::kDouble) - expected.detach()).abs().max() / expected.detach().abs().max().clamp_min(1.0))
      .item<double>();
}

double
RelativeDifference(const at::Tensor & found, const at::Tensor & expected)
{
  return ((found.to(at::kDouble) - expected.detach()).abs().max() / expected.detach().abs().max()).item<double>();
}

} // namespace

TEST_P(SoftmaxPass, HasTheSumsAndGradientsOfTheOperators)
{
  const at::Tensor leaf = m_Logits.to(at::kDouble).requires_grad_();
  const vox::LossSums expected = Expected(m_Pass, leaf);
  const at::Tensor ofIntersection = at::randn(expected.intersection.sizes());
  const at::Tensor ofProbability = at::randn(expected.probability.sizes());
  const at::Tensor ofEntropy = at::randn(expected.crossEntropy.sizes());
  ((expected.intersection * ofIntersection).sum() + (expected.probability * ofProbability).sum() +
   (expected.crossEntropy * ofEntropy).sum())
      .backward();

  const at::Tensor channelsLast = m_Logits.transpose(1, 2).contiguous().transpose(1, 2);
  for (const at::Tensor & logits : {m_Logits, channelsLast, m_Logits.to(at::kDouble)})
  {
    const double tolerance = logits.scalar_type() == at::kDouble ? 1e-12 : 1e-6;
    m_Pass.logits = logits;
    const vox::LossSums found = vox::SumSoftmax(m_Pass);
    EXPECT_LE(RelativeDifference(found.intersection, expected.intersection), tolerance);
    EXPECT_LE(RelativeDifference(found.probability, expected.probability), tolerance);
    EXPECT_LE(Difference(found.crossEntropy, expected.crossEntropy), tolerance);
    EXPECT_TRUE(found.reference.to(at::kDouble).equal(expected.reference));
    EXPECT_EQ(found.voxels.item<double>(), expected.voxels.item<double>());
    const auto type = logits.scalar_type();
    const at::Tensor gradient =
        vox::SoftmaxGradient(m_Pass, ofIntersection.to(type), ofProbability.to(type), ofEntropy.to(type));
    EXPECT_EQ(gradient.strides(), logits.strides());
    EXPECT_LE(RelativeDifference(gradient, leaf.grad()), type == at::kDouble ? 1e-7 : 2e-6);
  }
}

TEST_P(SoftmaxPass, IsTheSameOnAnyNumberOfThreads)
{
  m_Pass.logits = m_Logits;
  const int before = at::get_num_threads();
  at::set_num_threads(1);
  const vox::LossSums one = vox::SumSoftmax(m_Pass);
  at::set_num_threads(3);
  const vox::LossSums three = vox::SumSoftmax(m_Pass);
  at::set_num_threads(before);
  EXPECT_TRUE(one.intersection.equal(three.intersection));
  EXPECT_TRUE(one.probability.equal(three.probability));
  EXPECT_TRUE(one.crossEntropy.equal(three.crossEntropy));
}

// Below a block, at its end, and over several parts.
INSTANTIATE_TEST_SUITE_P(Sizes, SoftmaxPass,
                         ::testing::Values(std::tuple{3, 1, false, false, 0.0}, std::tuple{3, 255, true, false, 2.0},
                                           std::tuple{5, 256, false, true, 1.5}, std::tuple{3, 40001, true, true, 0.0},
                                           std::tuple{120, 700, false, false, 0.0},
                                           std::tuple{4, 700, true, false, 0.7}));

TEST(SoftmaxPassOfNumbersThatAreNone, GivesNone)
{
  at::Tensor logits = at::zeros({1, 2, 300});
  logits[0][1][270] = std::nan("");
  const vox::LossSums sums = vox::SumSoftmax({logits, at::zeros({1, 300}, at::kLong), std::nullopt});
  EXPECT_TRUE(std::isnan(sums.intersection[0][0].item<float>()));
  EXPECT_TRUE(std::isnan(sums.crossEntropy[0][0].item<float>()));
}

TEST(VectorMath, IsExactToTheLastPlaces)
{
  for (double x = -86.9; x <= 0.0; x += 0.00037)
  {
    const auto rounded = static_cast<float>(x);
    const double expected = std::exp(static_cast<double>(rounded));
    ASSERT_NEAR(vox::ExpOfNegative(rounded), expected, 2.5e-7 * expected) << rounded;
  }
  EXPECT_EQ(vox::ExpOfNegative(-88.0F), 0.0F);
  EXPECT_EQ(vox::ExpOfNegative(0.0F), 1.0F);
  EXPECT_TRUE(std::isnan(vox::ExpOfNegative(std::nanf(""))));
  for (double x = 1e-7; x < 1e6; x *= 1.0003)
  {
    const auto rounded = static_cast<float>(x);
    const double expected = std::log(static_cast<double>(rounded));
    ASSERT_NEAR(vox::LogOfPositive(rounded), expected, 2.5e-7 * std::max(std::abs(expected), 1e-3)) << rounded;
  }
  EXPECT_EQ(vox::LogOfPositive(1.0F), 0.0F);
  EXPECT_TRUE(std::isnan(vox::LogOfPositive(std::nanf(""))));
}
