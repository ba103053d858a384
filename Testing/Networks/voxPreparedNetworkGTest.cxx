// SPDX-License-Identifier: Apache-2.0
// Networks prepared to predict against the same networks by torch's layers.
#include "voxNetwork.h"
#include "voxUNetOptions.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <gtest/gtest.h>

namespace
{

/** Three stages, the first ones large enough for the kernels of prediction, the last one too small. */
vox::UNetOptions
ThreeStages(int dimensions)
{
  vox::UNetOptions options;
  options.dimensions = dimensions;
  options.inputChannels = 2;
  options.outputChannels = 3;
  options.featuresPerStage = {8, 24, 40};
  options.kernelSizes = {{1, 3, 3}, {3, 3, 3}, {3, 3, 3}};
  options.strides = {{1, 1, 1}, {1, 2, 2}, {2, 2, 2}};
  options.blocksPerStage = {2, 2, 2};
  options.convsPerDecoderStage = {2, 2};
  return options;
}

at::Tensor
Images(int dimensions, std::int64_t samples)
{
  return at::randn({samples, 2, dimensions == 3 ? 6 : 1, 44, dimensions == 3 ? 36 : 100});
}

double
Difference(const at::Tensor & found, const at::Tensor & expected)
{
  return ((found - expected).abs().max() / expected.abs().max()).item<double>();
}

class PreparedNetwork : public ::testing::TestWithParam<std::tuple<const char *, int>>
{
protected:
  at::NoGradGuard m_NoGrad;
};

} // namespace

TEST_P(PreparedNetwork, GivesTheSameLogitsUpToRounding)
{
  const auto [name, dimensions] = GetParam();
  vox::Network network(name, ThreeStages(dimensions), 3);
  network.SetDeepSupervision(true);
  const at::Tensor images = Images(dimensions, 2);
  const std::vector<at::Tensor> expected = network.Forward(images);
  network.PrepareToPredict();
  for (int call = 0; call < 2; ++call) // the second one finds the weights and the memory of the first
  {
    const std::vector<at::Tensor> found = network.Forward(images);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
    {
      EXPECT_LE(Difference(found[i], expected[i]), 2e-5) << "stage " << i << ", call " << call;
    }
  }
}

TEST_P(PreparedNetwork, FeaturesThroughTheHeadAreTheLogits)
{
  const auto [name, dimensions] = GetParam();
  vox::Network network(name, ThreeStages(dimensions), 4);
  network.PrepareToPredict();
  const at::Tensor images = Images(dimensions, 1);
  const vox::LinearHead head = network.Head();
  const at::Tensor logits =
      at::matmul(network.Features(images).movedim(1, -1), head.weight.t()).add(head.bias).movedim(-1, 1);
  EXPECT_LE(Difference(logits, network.Forward(images).front()), 1e-5);
}

TEST_P(PreparedNetwork, UsesWeightsThatAreLoadedLater)
{
  const auto [name, dimensions] = GetParam();
  vox::Network network(name, ThreeStages(dimensions), 5);
  vox::Network other(name, ThreeStages(dimensions), 6);
  const at::Tensor images = Images(dimensions, 1);
  const at::Tensor expected = other.Forward(images).front();
  network.PrepareToPredict();
  EXPECT_GT(Difference(network.Forward(images).front(), expected), 1e-2);
  const auto parameters = other.Parameters();
  network.LoadParameters({parameters.begin(), parameters.end()}, "test");
  EXPECT_LE(Difference(network.Forward(images).front(), expected), 2e-5);
  network.PrepareToPredict();
  EXPECT_LE(Difference(network.Forward(images).front(), expected), 2e-5);
}

/** bf16 has 8 bits: what remains after all layers is within a few hundredths of the largest logit. On processors
 * without bf16 torch computes the convolutions slowly, with the same rounding of features and weights. */
TEST_P(PreparedNetwork, Bf16StaysCloseToFloat32)
{
  const auto [name, dimensions] = GetParam();
  vox::Network network(name, ThreeStages(dimensions), 7);
  const at::Tensor images = Images(dimensions, 1);
  const at::Tensor expected = network.Forward(images).front();
  network.PrepareToPredict(at::kBFloat16);
  EXPECT_EQ(network.Features(images).scalar_type(), at::kBFloat16);
  const at::Tensor found = network.Forward(images).front();
  EXPECT_EQ(found.scalar_type(), at::kFloat);
  EXPECT_LE(Difference(found, expected), 0.05);
  EXPECT_GT(Difference(found, expected), 1e-5) << "nothing was rounded";
}

INSTANTIATE_TEST_SUITE_P(Networks, PreparedNetwork,
                         ::testing::Combine(::testing::Values("PlainConvUNet", "ResidualEncoderUNet"),
                                            ::testing::Values(2, 3)));
