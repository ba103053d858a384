// SPDX-License-Identifier: Apache-2.0
// torch's batch norm is the reference: outputs, gradients and running statistics.
#include "Blocks/voxBatchNorm.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

namespace
{

at::Tensor
Features(std::vector<std::int64_t> sizes, bool channelsLast)
{
  const at::MemoryFormat format = sizes.size() == 5 ? at::MemoryFormat::ChannelsLast3d : at::MemoryFormat::ChannelsLast;
  at::Tensor features = at::randn(sizes) * 2.0 + 0.7;
  return (channelsLast ? features.contiguous(format) : features).detach();
}

double
LargestDifference(const at::Tensor & a, const at::Tensor & b)
{
  return (a - b).detach().abs().max().item<double>();
}

/** A norm and copies of its tensors for torch. */
struct Pair
{
  explicit Pair(std::int64_t channels) : norm(std::make_shared<vox::BatchNorm>(channels, 1e-3, 0.2))
  {
    const at::NoGradGuard noGrad;
    for (auto & parameter : norm->parameters())
    {
      parameter.copy_(at::rand_like(parameter) + 0.5);
    }
    for (auto & buffer : norm->buffers())
    {
      buffer.copy_(at::rand_like(buffer) + 0.5);
    }
    weight = norm->parameters()[0].detach().clone().requires_grad_();
    bias = norm->parameters()[1].detach().clone().requires_grad_();
    mean = norm->buffers()[0].clone();
    variance = norm->buffers()[1].clone();
  }
  at::Tensor
  Torch(const at::Tensor & features, const at::Tensor & residual, double slope) const
  {
    const at::Tensor normed =
        at::batch_norm(features, weight, bias, mean, variance, norm->is_training(), 0.2, 1e-3, false);
    return at::leaky_relu(residual.defined() ? normed + residual : normed, slope);
  }

  std::shared_ptr<vox::BatchNorm> norm;
  at::Tensor weight;
  at::Tensor bias;
  at::Tensor mean;
  at::Tensor variance;
};

/** Shape, channels last, with a residual. */
class BatchNorm : public ::testing::TestWithParam<std::tuple<std::vector<std::int64_t>, bool, bool>>
{};

} // namespace

TEST_P(BatchNorm, TrainsAsTorchDoes)
{
  const auto & [sizes, channelsLast, hasResidual] = GetParam();
  const Pair pair(sizes[1]);
  pair.norm->train();
  const at::Tensor features = Features(sizes, channelsLast).requires_grad_();
  const at::Tensor same = features.detach().clone().requires_grad_();
  const at::Tensor residual = hasResidual ? Features(sizes, channelsLast) : at::Tensor();
  const at::Tensor found = pair.norm->forward({features, {}}, residual, 0.1);
  const at::Tensor expected = pair.Torch(same, residual, 0.1);
  EXPECT_LE(LargestDifference(found, expected), 1e-5);
  EXPECT_LE(LargestDifference(pair.norm->buffers()[0], pair.mean), 1e-5);
  EXPECT_LE(LargestDifference(pair.norm->buffers()[1], pair.variance), 1e-4);

  const at::Tensor towards = at::randn(sizes) * (expected.detach().abs() > 1e-3); // not where the activation bends
  (found * towards).sum().backward();
  (expected * towards).sum().backward();
  EXPECT_LE(LargestDifference(features.grad(), same.grad()), 1e-4);
  EXPECT_LE(LargestDifference(pair.norm->parameters()[0].grad(), pair.weight.grad()), 1e-3);
  EXPECT_LE(LargestDifference(pair.norm->parameters()[1].grad(), pair.bias.grad()), 1e-3);
}

TEST_P(BatchNorm, EvaluatesByTheRunningStatistics)
{
  const auto & [sizes, channelsLast, hasResidual] = GetParam();
  const Pair pair(sizes[1]);
  pair.norm->eval();
  const at::Tensor residual = hasResidual ? Features(sizes, channelsLast) : at::Tensor();
  const at::Tensor features = Features(sizes, channelsLast);
  const at::Tensor before = features.clone();
  const at::Tensor expected = pair.Torch(before, residual, 0.0);
  {
    const at::NoGradGuard noGrad;
    if (!hasResidual)
    {
      EXPECT_LE(LargestDifference(pair.norm->ForwardKeeping(features, 0.0), expected), 1e-5);
      EXPECT_TRUE(features.equal(before));
    }
    EXPECT_LE(LargestDifference(pair.norm->forward({features.clone(), {}}, residual, 0.0), expected), 1e-5);
  }
  EXPECT_LE(LargestDifference(pair.norm->forward({features, {}}, residual, 0.0), expected), 1e-5); // with gradients
  EXPECT_TRUE(features.equal(before));
  EXPECT_TRUE(pair.norm->buffers()[0].equal(pair.mean)); // untouched
}

INSTANTIATE_TEST_SUITE_P(Shapes, BatchNorm,
                         ::testing::Combine(::testing::Values(std::vector<std::int64_t>{3, 8, 6, 7},
                                                              std::vector<std::int64_t>{2, 5, 3, 4, 6},
                                                              std::vector<std::int64_t>{1, 16, 9, 9},
                                                              std::vector<std::int64_t>{4, 3, 1, 1}),
                                            ::testing::Bool(), ::testing::Bool()));
