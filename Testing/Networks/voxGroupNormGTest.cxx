// SPDX-License-Identifier: Apache-2.0
// torch's group norm in double is the reference.
#include "Blocks/voxGroupNorm.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

namespace
{

constexpr double kEps = 1e-5;

std::shared_ptr<vox::GroupNorm>
NormOf(std::int64_t channels, std::int64_t groups)
{
  const at::NoGradGuard noGrad;
  auto norm = std::make_shared<vox::GroupNorm>(channels, groups, kEps);
  for (auto & parameter : norm->parameters())
  {
    parameter.copy_(at::rand_like(parameter) + 0.5);
  }
  return norm;
}

/** Channels of different means and deviations. */
at::Tensor
Features(const std::vector<std::int64_t> & sizes)
{
  std::vector<std::int64_t> ofChannels(sizes.size(), 1);
  ofChannels[1] = sizes[1];
  const at::MemoryFormat format = sizes.size() == 5 ? at::MemoryFormat::ChannelsLast3d : at::MemoryFormat::ChannelsLast;
  return (at::randn(sizes) * (at::rand(ofChannels) + 0.1) + 5.0 * at::randn(ofChannels)).contiguous(format);
}

at::Tensor
Expected(const vox::GroupNorm & norm, std::int64_t groups, const at::Tensor & features, const at::Tensor & residual,
         double slope)
{
  const auto inDouble = [](const at::Tensor & tensor) { return tensor.detach().to(at::kDouble).contiguous(); };
  const at::Tensor normed = at::group_norm(inDouble(features), groups, inDouble(norm.parameters()[0]),
                                           inDouble(norm.parameters()[1]), kEps, false);
  return at::leaky_relu(residual.defined() ? normed + residual : normed, slope);
}

double
LargestDifference(const at::Tensor & a, const at::Tensor & b)
{
  return (a.to(at::kDouble) - b).abs().max().item<double>();
}

struct Shape
{
  std::vector<std::int64_t> sizes;
  std::int64_t groups;
};

class PredictedGroupNorm : public ::testing::TestWithParam<Shape>
{};

TEST_P(PredictedGroupNorm, IsThatOfDouble)
{
  const at::NoGradGuard noGrad;
  const auto & [sizes, groups] = GetParam();
  const auto norm = NormOf(sizes[1], groups);
  const at::Tensor features = Features(sizes);
  const at::Tensor residual = Features(sizes);
  const at::Tensor kept = features.clone();
  EXPECT_LE(LargestDifference(norm->ForwardKeeping(features, 0.1), Expected(*norm, groups, features, {}, 0.1)), 2e-5);
  EXPECT_TRUE(features.equal(kept));
  const at::Tensor expected = Expected(*norm, groups, features, residual, 0.0);
  EXPECT_LE(LargestDifference(norm->forward({features, {}}, residual, 0.0), expected), 2e-5);
}

INSTANTIATE_TEST_SUITE_P(Shapes, PredictedGroupNorm,
                         ::testing::Values(Shape{{2, 8, 5, 6, 7}, 2}, Shape{{1, 16, 48, 64, 64}, 8},
                                           Shape{{3, 12, 9, 11}, 12}, Shape{{2, 24, 30, 1}, 1}));

TEST(GroupNorm, TrainsAsTorchDoes)
{
  const auto norm = NormOf(8, 4);
  const at::Tensor features = Features({2, 8, 6, 5, 4}).requires_grad_();
  const at::Tensor upstream = at::randn_like(features);
  norm->forward({features, {}}, {}, 0.01).backward(upstream);
  const at::Tensor same = features.detach().to(at::kDouble).contiguous().requires_grad_();
  const at::Tensor weight = norm->parameters()[0].detach().to(at::kDouble).requires_grad_();
  const at::Tensor bias = norm->parameters()[1].detach().to(at::kDouble).requires_grad_();
  at::leaky_relu(at::group_norm(same, 4, weight, bias, kEps, false), 0.01).backward(upstream.to(at::kDouble));
  EXPECT_LE(LargestDifference(features.grad(), same.grad()), 2e-5);
  EXPECT_LE(LargestDifference(norm->parameters()[0].grad(), weight.grad()), 2e-4);
  EXPECT_LE(LargestDifference(norm->parameters()[1].grad(), bias.grad()), 2e-4);
}

} // namespace
