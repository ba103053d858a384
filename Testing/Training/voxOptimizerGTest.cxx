// SPDX-License-Identifier: Apache-2.0
#include "voxOptimizer.h"

#include "voxExpectError.h"
#include "voxLossRegistry.h"
#include "voxNetwork.h"
#include "voxNpy.h"
#include "voxSharedFolder.h"
#include "voxUNetOptions.h"

#include <ATen/ATen.h>

using vox::ErrorKind;
using vox::Optimizer;
using vox::OptimizerKind;
using vox::OptimizerOptions;

namespace
{

/** One weight of value 1 whose gradient is set to `gradient`. */
at::Tensor
WeightWithGradient(double gradient)
{
  at::Tensor weight = at::ones({1}, at::kDouble).requires_grad_(true);
  weight.mutable_grad() = at::full({1}, gradient, at::kDouble);
  return weight;
}

OptimizerOptions
Plain(OptimizerKind kind)
{
  OptimizerOptions options;
  options.kind = kind;
  options.weightDecay = 0.0;
  options.gradientClip = 0.0;
  return options;
}

} // namespace

TEST(Optimizer, NesterovMomentumByHand)
{
  at::Tensor weight = WeightWithGradient(2.0);
  OptimizerOptions options = Plain(OptimizerKind::Sgd);
  options.momentum = 0.5;
  Optimizer optimizer({{"w", weight}}, options);
  // buffer 2, update 2 + 0.5 * 2 = 3, weight 1 - 0.1 * 3.
  EXPECT_DOUBLE_EQ(optimizer.Step(0.1), 2.0);
  EXPECT_DOUBLE_EQ(weight.item<double>(), 0.7);
  EXPECT_FALSE(weight.grad().defined());
  // buffer 0.5 * 2 + 4 = 5, update 4 + 2.5 = 6.5.
  weight.mutable_grad() = at::full({1}, 4.0, at::kDouble);
  optimizer.Step(0.1);
  EXPECT_NEAR(weight.item<double>(), 0.05, 1e-12);
}

TEST(Optimizer, TheFirstStepOfAdamHasTheSizeOfTheLearningRate)
{
  for (const double gradient : {1e-3, -7.0})
  {
    at::Tensor weight = WeightWithGradient(gradient);
    Optimizer optimizer({{"w", weight}}, Plain(OptimizerKind::Adam));
    optimizer.Step(0.01);
    EXPECT_NEAR(weight.item<double>(), 1.0 - std::copysign(0.01, gradient), 1e-6);
  }
}

TEST(Optimizer, AdamWDecaysTheWeightApartFromTheGradient)
{
  at::Tensor weight = WeightWithGradient(0.0);
  OptimizerOptions options = Plain(OptimizerKind::AdamW);
  options.weightDecay = 0.5;
  Optimizer optimizer({{"w", weight}}, options);
  optimizer.Step(0.1);
  EXPECT_DOUBLE_EQ(weight.item<double>(), 0.95);
}

TEST(Optimizer, ClippingScalesAllGradientsTogether)
{
  at::Tensor a = WeightWithGradient(3.0);
  at::Tensor b = WeightWithGradient(4.0);
  OptimizerOptions options = Plain(OptimizerKind::Sgd);
  options.momentum = 0.0;
  options.nesterov = false;
  options.gradientClip = 1.0;
  Optimizer optimizer({{"a", a}, {"b", b}}, options);
  EXPECT_DOUBLE_EQ(optimizer.Step(1.0), 5.0);
  EXPECT_NEAR(a.item<double>(), 1.0 - 0.6, 1e-6);
  EXPECT_NEAR(b.item<double>(), 1.0 - 0.8, 1e-6);
}

TEST(Optimizer, AWeightWithoutAGradientIsLeftAlone)
{
  at::Tensor weight = at::ones({1}, at::kDouble).requires_grad_(true);
  OptimizerOptions options = Plain(OptimizerKind::AdamW);
  options.weightDecay = 0.5;
  Optimizer optimizer({{"w", weight}}, options);
  optimizer.Step(0.1);
  EXPECT_DOUBLE_EQ(weight.item<double>(), 1.0);
}

TEST(Optimizer, StateOfAnotherOptimizerIsRefused)
{
  Optimizer sgd({{"w", WeightWithGradient(1.0)}}, Plain(OptimizerKind::Sgd));
  Optimizer adam({{"w", WeightWithGradient(1.0)}}, Plain(OptimizerKind::Adam));
  VOX_EXPECT_ERROR(adam.LoadState(sgd.State(), "run/checkpoint"), ErrorKind::BadModel,
                   "run/checkpoint: optimizer state 'second/w'");
  VOX_EXPECT_ERROR(sgd.LoadState(adam.State(), "run/checkpoint"), ErrorKind::BadModel, "another optimizer");
}

class SgdSteps : public ::testing::TestWithParam<const char *>
{};

// Three steps of nnU-Net 2.8.1's optimizer on a small network: weights, deep-supervision loss and gradient norms.
TEST_P(SgdSteps, EqualNnunets)
{
  const std::string stem = std::string("parity/transforms/sgd_steps_") + GetParam();
  VOX_REQUIRE_SHARED(stem + ".npz");
  const vox::Json facts = vox::ReadJson(vox::testing::SharedPath(stem + ".json"));
  const auto arrays = vox::testing::ReadNpz(vox::testing::SharedPath(stem + ".npz"));

  vox::UNetOptions shape;
  shape.inputChannels = facts["input_channels"];
  shape.outputChannels = facts["classes"];
  shape.featuresPerStage = facts["features"].get<std::vector<std::int64_t>>();
  const std::size_t stages = shape.featuresPerStage.size();
  vox::ValueFromJson(facts["kernel_sizes"], shape.kernelSizes, "kernel_sizes");
  vox::ValueFromJson(facts["strides"], shape.strides, "strides");
  const bool plain = std::string(GetParam()) == "plain";
  const auto listOf = [](const vox::Json & value, std::size_t size) {
    return value.is_array() ? value.get<std::vector<std::int64_t>>()
                            : std::vector<std::int64_t>(size, value.get<std::int64_t>());
  };
  shape.blocksPerStage = listOf(plain ? facts["n_conv_per_stage"] : facts["n_blocks_per_stage"], stages);
  shape.convsPerDecoderStage = listOf(facts["n_conv_per_stage_decoder"], stages - 1);

  vox::Network network(plain ? "PlainConvUNet" : "ResidualEncoderUNet", shape);
  std::map<std::string, at::Tensor> initial;
  for (const auto & [name, array] : arrays)
  {
    if (name.starts_with("init__"))
    {
      initial[name.substr(6)] = array;
    }
  }
  network.LoadParameters(initial, stem);
  network.SetTraining(true);
  network.SetDeepSupervision(true);

  Optimizer optimizer(network.Parameters(), OptimizerOptions{});
  const vox::LossFunction loss = vox::MakeLoss("dice-cross-entropy", {{"batch", true}});
  for (const vox::Json & step : facts["history"])
  {
    const std::vector<at::Tensor> outputs = network.Forward(arrays.at("input"));
    // The targets of the two scales are independent of each other in this fixture.
    at::Tensor value = at::zeros({});
    for (std::size_t i = 0; i < outputs.size(); ++i)
    {
      const at::Tensor labels = arrays.at("target" + std::to_string(i)).squeeze(1).to(at::kLong);
      value = value + loss(outputs[i], labels) * facts["ds_weights"][i].get<double>();
    }
    // nnU-Net's Dice term is -Dice, ours 1 - Dice; the deep-supervision weights sum to 1.
    EXPECT_NEAR(value.item<double>() - 1.0, step["loss"].get<double>(), 1e-5);
    value.backward();
    EXPECT_NEAR(optimizer.Step(facts["lr"]), step["grad_norm_before_clip"].get<double>(), 1e-5);
  }
  for (const auto & [name, weight] : network.Parameters())
  {
    EXPECT_LE((weight.detach() - arrays.at("final__" + name)).abs().max().item<double>(), 1e-5) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Networks, SgdSteps, ::testing::Values("plain", "resenc"));

TEST(Optimizer, GivesGroupsOfWeightsARateOfTheirOwn)
{
  const auto steps = [](double factor) {
    at::Tensor encoder = at::ones({3}).requires_grad_();
    at::Tensor decoder = at::ones({3}).requires_grad_();
    const at::Tensor statistic = at::ones({3}); // no gradient: left out
    OptimizerOptions options;
    options.groups = {{"encoder.", factor}};
    Optimizer optimizer({{"encoder.weight", encoder}, {"decoder.weight", decoder}, {"norm.mean", statistic}}, options);
    (encoder.sum() + decoder.sum()).backward();
    optimizer.Step(0.01);
    EXPECT_EQ(optimizer.State().size(), 3u); // steps, and a buffer for each weight
    EXPECT_TRUE(statistic.equal(at::ones({3})));
    return std::pair((1.0 - encoder[0]).item<double>(), (1.0 - decoder[0]).item<double>());
  };
  const auto [full, other] = steps(1.0);
  EXPECT_GT(full, 0.0);
  EXPECT_EQ(full, other);
  const auto [half, unchanged] = steps(0.5);
  EXPECT_NEAR(half, 0.5 * full, 1e-7);
  EXPECT_EQ(unchanged, other);
}
