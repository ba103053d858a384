// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxCenterCrop.h"
#include "Blocks/voxConvolution.h"
#include "Blocks/voxPredictionState.h"
#include "Blocks/voxResampling.h"
#include "Blocks/voxTransposedConvolution.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <gtest/gtest.h>

#include <ostream>

namespace
{

using vox::TransposedConvolution;
using vox::TransposedConvolutionShape;

/** A layer of one channel whose kernel is all ones, without bias. */
TransposedConvolution
Ones(TransposedConvolutionShape shape)
{
  const at::NoGradGuard noGrad;
  shape.bias = false;
  TransposedConvolution layer(shape, 2);
  layer.named_parameters()["weight"].fill_(1.0);
  return layer;
}

at::Tensor
Map(const std::vector<std::vector<float>> & rows)
{
  std::vector<at::Tensor> tensors;
  for (const auto & row : rows)
  {
    tensors.push_back(at::tensor(row));
  }
  return at::stack(tensors).view({1, 1, static_cast<std::int64_t>(rows.size()), -1});
}

} // namespace

TEST(TransposedConvolution, CopiesThatOverlapAreAdded)
{
  const TransposedConvolution layer = Ones({.stride = {1, 1, 1}});
  EXPECT_TRUE(layer.forward(Map({{2, 2}, {1, 4}})).equal(Map({{2, 4, 2}, {3, 9, 6}, {1, 5, 4}})));
}

TEST(TransposedConvolution, PaddingTakesTheRimAway)
{
  const at::Tensor image = Map({{2, 2}, {1, 4}});
  const at::Tensor boxes = Ones({}).forward(image);
  EXPECT_TRUE(boxes.equal(Map({{2, 2, 2, 2}, {2, 2, 2, 2}, {1, 1, 4, 4}, {1, 1, 4, 4}})));
  EXPECT_TRUE(Ones({.padding = {1, 1, 1}}).forward(image).equal(Map({{2, 2}, {1, 4}})));
}

TEST(TransposedConvolution, GivesTheSizeThatItsFormulaSays)
{
  const at::Tensor image = at::randn({1, 1, 5, 7});
  for (const std::int64_t kernel : {2, 3, 4})
  {
    for (const std::int64_t stride : {1, 2, 3})
    {
      for (const std::int64_t added : {-1, 0, 1})
      {
        if (added >= stride)
        {
          continue; // torch adds fewer voxels than the stride
        }
        const auto layer = Ones({.kernelSize = {1, kernel, kernel},
                                 .stride = {1, stride, stride},
                                 .padding = {0, 1, 0},
                                 .outputPadding = {0, added, added}});
        const at::Tensor output = layer.forward(image);
        EXPECT_EQ(output.size(2), 4 * stride + kernel - 2 + added);
        EXPECT_EQ(output.size(3), 6 * stride + kernel + added);
      }
    }
  }
}

TEST(TransposedConvolution, VoxelsAreTakenAwayAtTheEndAlone)
{
  const at::Tensor image = at::randn({1, 1, 4, 5});
  const at::Tensor whole = Ones({.kernelSize = {3, 3, 3}}).forward(image);
  const at::Tensor cut = Ones({.kernelSize = {3, 3, 3}, .outputPadding = {0, -1, -1}}).forward(image);
  EXPECT_TRUE(cut.equal(whole.slice(2, 0, 8).slice(3, 0, 10)));
}

TEST(TransposedConvolution, IsTheAdjointOfTheConvolution)
{
  // <convolve(x), y> = <x, transposed(y)> with one kernel, in 3D and with every option.
  const at::NoGradGuard noGrad;
  TransposedConvolution up({.inputChannels = 3,
                            .outputChannels = 2,
                            .kernelSize = {3, 4, 2},
                            .stride = {2, 2, 1},
                            .padding = {1, 1, 0},
                            .outputPadding = {1, 0, 0},
                            .bias = false},
                           3);
  at::Tensor weight = up.named_parameters()["weight"];
  weight.copy_(at::randn(weight.sizes()));
  const at::Tensor y = at::randn({2, 3, 4, 5, 6});
  const at::Tensor adjoint = up.forward(y);
  const at::Tensor x = at::randn(adjoint.sizes());
  const at::Tensor convolved = at::conv3d(x, weight, {}, at::IntArrayRef{2, 2, 1}, at::IntArrayRef{1, 1, 0});
  ASSERT_EQ(convolved.sizes(), y.sizes());
  const double left = (convolved * y).sum().item<double>();
  EXPECT_NEAR((x * adjoint).sum().item<double>(), left, 1e-4 * (1.0 + std::abs(left)));
}

TEST(TransposedConvolution, OfKernelAndStrideTwoIsUpsampling)
{
  const at::NoGradGuard noGrad;
  TransposedConvolution general({.inputChannels = 3, .outputChannels = 5}, 3);
  vox::Upsampling special(3, 5, {2, 2, 2}, true, 3);
  for (const auto & parameter : general.named_parameters())
  {
    at::Tensor weight = parameter.value();
    weight.copy_(at::randn(weight.sizes()));
    special.named_parameters()[parameter.key()].copy_(weight);
  }
  const at::Tensor features = at::randn({2, 3, 4, 5, 6});
  EXPECT_LE((general.forward(features) - special.forward(features)).abs().max().item<double>(), 1e-5);
}

TEST(CenterCrop, KeepsTheMiddleAndRoundsDown)
{
  const at::Tensor features = at::arange(2 * 6 * 7).view({1, 2, 6, 7});
  EXPECT_TRUE(vox::CenterCrop(features, at::empty({1, 9, 2, 4})).equal(features.slice(2, 2, 4).slice(3, 1, 5)));
  EXPECT_TRUE(vox::CenterCrop(features, features).is_same(features));
  const at::Tensor volume = at::randn({1, 1, 64, 5, 4});
  EXPECT_TRUE(vox::CenterCrop(volume, at::empty({1, 1, 56, 5, 4})).equal(volume.slice(2, 4, 60))); // 64 to 56: from 4
}

TEST(Resampling, HalvesDoublesAndInterpolates)
{
  EXPECT_TRUE(vox::HalveByMaximum(Map({{1, 2, 3, 4}, {8, 7, 6, 5}})).equal(Map({{8, 6}})));
  EXPECT_TRUE(vox::DoubleByRepeating(Map({{1, 2}})).equal(Map({{1, 1, 2, 2}, {1, 1, 2, 2}})));
  const at::Tensor aligned = vox::Enlarged(Map({{0, 3}, {0, 3}}), 2, true);
  EXPECT_LE((aligned[0][0][0] - at::tensor({0.0f, 1.0f, 2.0f, 3.0f})).abs().max().item<float>(), 1e-6f);
  const at::Tensor edges = vox::Enlarged(Map({{0, 4}, {0, 4}}), 2, false);
  EXPECT_LE((edges[0][0][0] - at::tensor({0.0f, 1.0f, 3.0f, 4.0f})).abs().max().item<float>(), 1e-6f);
}

namespace
{

/** A layer large enough that Winograd's convolution computes its phases, and an image of 2 or 3 axes. */
struct PhasedLayer
{
  TransposedConvolutionShape shape;
  std::vector<std::int64_t> input;
};

void
PrintTo(const PhasedLayer & layer, std::ostream * stream)
{
  *stream << "input " << ::testing::PrintToString(layer.input);
}

class PhasedTransposedConvolution : public ::testing::TestWithParam<PhasedLayer>
{};

at::Tensor
Expected(const PhasedLayer & layer, const at::Tensor & input, const at::Tensor & weight, const at::Tensor & bias)
{
  const int dimensions = static_cast<int>(layer.input.size()) - 2;
  const auto list = [&](const vox::Zyx<std::int64_t> & value) { return vox::SpatialList(value, dimensions); };
  const std::vector<std::int64_t> ones(layer.input.size() - 2, 1);
  return at::convolution(input, weight, bias, list(layer.shape.stride), list(layer.shape.padding), ones, true,
                         list(layer.shape.outputPadding), 1);
}

double
LargestPart(const at::Tensor & found, const at::Tensor & expected)
{
  return ((found.to(at::kDouble) - expected).abs().max() / expected.abs().max()).item<double>();
}

} // namespace

TEST_P(PhasedTransposedConvolution, HasTheValuesAndGradientsOfTorch)
{
  const PhasedLayer & parameter = GetParam();
  const int dimensions = static_cast<int>(parameter.input.size()) - 2;
  const at::MemoryFormat format = dimensions == 2 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::ChannelsLast3d;
  TransposedConvolution layer(parameter.shape, dimensions);
  {
    const at::NoGradGuard noGrad;
    for (auto & weight : layer.parameters())
    {
      weight.uniform_(-1.0, 1.0);
    }
  }
  layer.named_parameters()["weight"].set_data(layer.named_parameters()["weight"].detach().contiguous(format));
  const at::Tensor input = at::randn(parameter.input).contiguous(format).requires_grad_();
  const auto toDouble = [](const at::Tensor & tensor) { return tensor.detach().to(at::kDouble).requires_grad_(); };
  const at::Tensor inputDouble = toDouble(input);
  const at::Tensor weightDouble = toDouble(layer.named_parameters()["weight"]);
  const at::Tensor biasDouble = toDouble(layer.named_parameters()["bias"]);
  const at::Tensor expected = Expected(parameter, inputDouble, weightDouble, biasDouble);

  const at::Tensor found = layer.forward(input);
  EXPECT_TRUE(found.is_contiguous(format));
  EXPECT_LE(LargestPart(found.detach(), expected.detach()), 1e-5);
  const at::Tensor upstream = at::randn(expected.sizes());
  found.backward(upstream);
  expected.backward(upstream.to(at::kDouble));
  EXPECT_LE(LargestPart(input.grad(), inputDouble.grad()), 1e-5);
  EXPECT_LE(LargestPart(layer.named_parameters()["weight"].grad(), weightDouble.grad()), 2e-5);
  EXPECT_LE(LargestPart(layer.named_parameters()["bias"].grad(), biasDouble.grad()), 1e-5);

  const at::NoGradGuard noGrad;
  auto state = std::make_unique<vox::PredictionState>();
  state->pool = std::make_shared<vox::FeaturePool>();
  layer.SetPredicting(std::move(state));
  for (int call = 0; call < 2; ++call)
  {
    EXPECT_LE(LargestPart(layer.forward(input.detach()), expected.detach()), 1e-5);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Layers, PhasedTransposedConvolution,
    ::testing::Values(
        PhasedLayer{{.inputChannels = 64, .outputChannels = 32, .kernelSize = {4, 4, 4}, .padding = {1, 1, 1}},
                    {2, 64, 50, 54}},
        PhasedLayer{{.inputChannels = 72,
                     .outputChannels = 24,
                     .kernelSize = {3, 3, 3},
                     .padding = {1, 1, 1},
                     .outputPadding = {1, 1, 1}},
                    {3, 72, 48, 45}},
        PhasedLayer{{.inputChannels = 32,
                     .outputChannels = 16,
                     .kernelSize = {1, 5, 3},
                     .stride = {1, 3, 2},
                     .padding = {0, 1, 1},
                     .outputPadding = {0, 0, 1}},
                    {1, 32, 3, 60, 70}}, // axes that differ
        PhasedLayer{{.inputChannels = 16, .outputChannels = 8, .kernelSize = {4, 4, 4}, .padding = {1, 1, 1}},
                    {1, 16, 16, 17, 18}}));
