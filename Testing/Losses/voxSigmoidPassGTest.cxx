// SPDX-License-Identifier: Apache-2.0
// The fused sums of regions and their gradient against torch's operators in float64.
#include "voxSigmoidPass.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{

using Regions = std::vector<std::vector<std::int64_t>>;

/** So many heads and voxels of two samples, the label 2 ignored or not, squares or not. */
class SigmoidPass : public ::testing::TestWithParam<std::tuple<std::int64_t, std::int64_t, bool, bool>>
{};

/** Head i is the labels i + 1 and above: regions overlap. */
Regions
NestedRegions(std::int64_t heads)
{
  Regions regions(static_cast<std::size_t>(heads));
  for (std::int64_t head = 0; head < heads; ++head)
  {
    for (std::int64_t label = head + 1; label <= heads; ++label)
    {
      regions[static_cast<std::size_t>(head)].push_back(label);
    }
  }
  return regions;
}

double
RelativeDifference(const at::Tensor & found, const at::Tensor & expected)
{
  return ((found.to(at::kDouble) - expected.detach()).abs().max() / expected.detach().abs().max()).item<double>();
}

} // namespace

TEST_P(SigmoidPass, HasTheSumsAndGradientsOfTheOperators)
{
  const auto [heads, voxels, ignores, squared] = GetParam();
  const at::Tensor stored = 3.0 * at::randn({2, heads, voxels});
  const at::Tensor labels = at::randint(0, heads + 1, {2, voxels}, at::kLong);
  const at::Tensor leaf = stored.to(at::kDouble).requires_grad_();
  const at::Tensor counted = (ignores ? labels.ne(2) : at::ones_like(labels)).to(at::kDouble).unsqueeze(1);
  const at::Tensor target = labels.unsqueeze(1).gt(at::arange(heads).view({1, -1, 1})).to(at::kDouble) * counted;
  const at::Tensor probability = leaf.sigmoid() * counted;
  const at::Tensor entropy = at::binary_cross_entropy_with_logits(leaf, target, {}, {}, at::Reduction::None) * counted;
  const std::array expected{(probability * target).sum(2), (squared ? probability.square() : probability).sum(2),
                            entropy.sum(2)};
  std::array<at::Tensor, 3> factors;
  at::Tensor sum = at::zeros({}, at::kDouble);
  for (std::size_t i = 0; i < 3; ++i)
  {
    factors[i] = at::randn({2, heads});
    sum = sum + (expected[i] * factors[i]).sum();
  }
  sum.backward();

  const at::Tensor channelsLast = stored.transpose(1, 2).contiguous().transpose(1, 2);
  for (const at::Tensor & logits : {stored, channelsLast, stored.to(at::kDouble)})
  {
    const auto type = logits.scalar_type();
    const double tolerance = type == at::kDouble ? 1e-12 : 1e-6;
    const vox::SigmoidPass pass{logits, labels, vox::RegionTable(NestedRegions(heads), heads),
                                ignores ? std::optional<std::int64_t>(2) : std::nullopt, squared};
    const vox::LossSums found = vox::SumSigmoid(pass);
    EXPECT_LE(RelativeDifference(found.intersection, expected[0]), tolerance);
    EXPECT_LE(RelativeDifference(found.probability, expected[1]), tolerance);
    EXPECT_LE(RelativeDifference(found.crossEntropy, expected[2]), tolerance);
    EXPECT_TRUE(found.reference.to(at::kDouble).equal(target.sum(2)));
    EXPECT_EQ(found.voxels.item<double>(), counted.sum().item<double>());
    const at::Tensor gradient =
        vox::SigmoidGradient(pass, factors[0].to(type), factors[1].to(type), factors[2].to(type));
    EXPECT_EQ(gradient.strides(), logits.strides());
    EXPECT_LE(RelativeDifference(gradient, leaf.grad()), type == at::kDouble ? 1e-7 : 2e-6);
  }
}

// Below a block, at its end, over several parts, and more heads than bits of a word.
INSTANTIATE_TEST_SUITE_P(Sizes, SigmoidPass,
                         ::testing::Values(std::tuple{3, 7, false, false}, std::tuple{3, 255, true, false},
                                           std::tuple{5, 256, false, true}, std::tuple{3, 40001, true, true},
                                           std::tuple{70, 700, false, false}));

TEST(SigmoidPassOfNumbersThatAreNone, GivesNone)
{
  at::Tensor logits = at::zeros({1, 2, 300});
  logits[0][1][270] = std::nan("");
  const vox::LossSums sums = vox::SumSigmoid({logits, at::zeros({1, 300}, at::kLong), vox::RegionTable({}, 2), {}});
  EXPECT_FALSE(std::isnan(sums.probability[0][0].item<float>()));
  EXPECT_TRUE(std::isnan(sums.probability[0][1].item<float>()));
  EXPECT_TRUE(std::isnan(sums.crossEntropy[0][1].item<float>()));
}

TEST(SigmoidPassWithoutEntropy, HasTheSameOverlaps)
{
  vox::SigmoidPass pass{at::randn({2, 3, 700}), at::randint(0, 4, {2, 700}, at::kLong), vox::RegionTable({}, 3), {}};
  const vox::LossSums all = vox::SumSigmoid(pass);
  pass.entropy = false;
  const vox::LossSums overlaps = vox::SumSigmoid(pass);
  EXPECT_TRUE(at::allclose(overlaps.intersection, all.intersection, 1e-6));
  EXPECT_TRUE(at::allclose(overlaps.probability, all.probability, 1e-6));
  EXPECT_TRUE(overlaps.reference.equal(all.reference));
  EXPECT_GT(all.crossEntropy.min().item<float>(), 0.0F);
  EXPECT_EQ(overlaps.crossEntropy.abs().max().item<float>(), 0.0F);
}
