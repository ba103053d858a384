// SPDX-License-Identifier: Apache-2.0
// What every network of the registry must keep, in two and three dimensions, with odd channel counts and anisotropic
// strides.
#include "voxExpectError.h"
#include "voxNetwork.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <fmt/format.h>

#include <tuple>

namespace
{

/** Registry name and number of dimensions. */
class NetworkContract : public ::testing::TestWithParam<std::tuple<std::string_view, int>>
{
protected:
  [[nodiscard]] static vox::UNetOptions
  Options()
  {
    vox::UNetOptions options;
    options.dimensions = std::get<1>(GetParam());
    options.inputChannels = 3;
    options.outputChannels = 5;
    options.featuresPerStage = {5, 7, 11};
    options.kernelSizes = {{1, 3, 3}, {3, 3, 3}, {3, 5, 3}};
    options.strides = {{1, 1, 1}, {1, 2, 2}, {2, 1, 3}};
    options.blocksPerStage = {1, 2, 1};
    options.convsPerDecoderStage = {2, 1};
    return options;
  }
  [[nodiscard]] static vox::Network
  Make(std::uint64_t seed = 0)
  {
    return vox::Network(std::get<0>(GetParam()), Options(), seed);
  }
  [[nodiscard]] static at::Tensor
  Images()
  {
    return at::randn({2, 3, Options().dimensions == 2 ? 1 : 6, 8, 12});
  }
  [[nodiscard]] static std::map<std::string, at::Tensor>
  Weights(const vox::Network & network)
  {
    const auto parameters = network.Parameters();
    return {parameters.begin(), parameters.end()};
  }
  /** No weight at a special value: initially some scales and all biases are zero. */
  static void
  Randomize(vox::Network & network)
  {
    std::map<std::string, at::Tensor> weights;
    for (const auto & [name, weight] : network.Parameters())
    {
      weights[name] = weight.dim() > 1 ? weight.detach().clone() : 0.5 + at::rand_like(weight.detach());
    }
    network.LoadParameters(weights, "random");
  }
};

double
LargestDifference(const at::Tensor & a, const at::Tensor & b)
{
  return (a - b).detach().abs().max().item<double>();
}

} // namespace

TEST_P(NetworkContract, GivesOneOutputOfTheSizeOfTheImage)
{
  vox::Network network = Make();
  const std::vector<at::Tensor> outputs = network.Forward(Images());
  ASSERT_EQ(outputs.size(), 1u);
  const std::int64_t depth = Options().dimensions == 2 ? 1 : 6;
  EXPECT_EQ(outputs[0].sizes().vec(), (std::vector<std::int64_t>{2, 5, depth, 8, 12}));
  EXPECT_TRUE(outputs[0].isfinite().all().item<bool>());
}

TEST_P(NetworkContract, DeepSupervisionAddsCoarserOutputsAndKeepsTheFinest)
{
  const at::NoGradGuard noGrad;
  vox::Network network = Make();
  const at::Tensor images = Images();
  const at::Tensor single = network.Forward(images).front();
  network.SetDeepSupervision(true);
  const std::vector<at::Tensor> outputs = network.Forward(images);
  ASSERT_EQ(outputs.size(), 2u);
  EXPECT_TRUE(outputs[0].equal(single));
  const std::int64_t depth = Options().dimensions == 2 ? 1 : 6;
  EXPECT_EQ(outputs[1].sizes().vec(), (std::vector<std::int64_t>{2, 5, depth, 4, 6}));
  network.SetDeepSupervision(false);
  EXPECT_EQ(network.Forward(images).size(), 1u);
}

TEST_P(NetworkContract, GradientReachesEveryParameter)
{
  vox::Network network = Make();
  Randomize(network);
  network.SetTraining(true);
  network.SetDeepSupervision(true);
  at::Tensor loss = at::zeros({});
  for (const at::Tensor & output : network.Forward(Images()))
  {
    loss = loss + (output * at::randn_like(output)).sum();
  }
  loss.backward();
  for (const auto & [name, weight] : network.Parameters())
  {
    ASSERT_TRUE(weight.grad().defined()) << name;
    EXPECT_TRUE(weight.grad().isfinite().all().item<bool>()) << name;
    if (!name.ends_with("conv.bias")) // the norm behind it takes any constant out again
    {
      EXPECT_GT(weight.grad().abs().max().item<double>(), 1e-6) << name;
    }
  }
}

TEST_P(NetworkContract, SamplesDoNotInfluenceEachOther)
{
  const at::NoGradGuard noGrad;
  vox::Network network = Make();
  Randomize(network);
  const at::Tensor images = Images();
  const at::Tensor logits = network.Forward(images).front();
  EXPECT_LE(LargestDifference(network.Forward(images.flip(0)).front(), logits.flip(0)), 1e-5);
  EXPECT_LE(LargestDifference(network.Forward(images.slice(0, 1)).front(), logits.slice(0, 1)), 1e-5);
}

TEST_P(NetworkContract, TrainingAndEvaluationAgreeWithoutDropout)
{
  const at::NoGradGuard noGrad;
  vox::Network network = Make();
  const at::Tensor images = Images();
  const at::Tensor evaluated = network.Forward(images).front();
  network.SetTraining(true);
  EXPECT_TRUE(network.Forward(images).front().equal(evaluated));
}

TEST_P(NetworkContract, WeightsAreAFunctionOfTheSeed)
{
  const auto first = Weights(Make(5));
  const auto again = Weights(Make(5));
  const auto other = Weights(Make(6));
  bool differs = false;
  for (const auto & [name, weight] : first)
  {
    EXPECT_TRUE(weight.equal(again.at(name))) << name;
    differs |= !weight.equal(other.at(name));
  }
  EXPECT_TRUE(differs);
}

TEST_P(NetworkContract, LoadedWeightsGiveTheSameLogits)
{
  const at::NoGradGuard noGrad;
  vox::Network network = Make(1);
  Randomize(network);
  vox::Network loaded = Make(2);
  loaded.LoadParameters(Weights(network), "saved");
  const at::Tensor images = Images();
  EXPECT_TRUE(loaded.Forward(images).front().equal(network.Forward(images).front()));
}

TEST_P(NetworkContract, ACopySharesTheWeightsAndACloneDoesNot)
{
  const at::NoGradGuard noGrad;
  vox::Network network = Make();
  network.SetDeepSupervision(true);
  const vox::Network copy = network;
  const vox::Network clone = network.Clone();
  const at::Tensor before = clone.Parameters().front().second.clone();
  network.Parameters().front().second.fill_(3.0);
  EXPECT_TRUE(copy.Parameters().front().second.equal(network.Parameters().front().second));
  EXPECT_TRUE(clone.Parameters().front().second.equal(before));
  EXPECT_EQ(clone.Name(), network.Name());
  EXPECT_EQ(vox::Network(clone).Forward(Images()).size(), 2u); // settings are cloned too
}

TEST_P(NetworkContract, ChannelsLastChangesTheLayoutOnly)
{
  vox::Network network = Make();
  Randomize(network);
  const vox::Network planar = network.Clone();
  const auto held = network.Parameters();
  network.UseChannelsLast();
  const at::Tensor images = Images();
  const at::Tensor expected = vox::Network(planar).Forward(images).front();
  const at::Tensor found = network.Forward(images).front();
  EXPECT_LE(LargestDifference(found, expected), 1e-4);
  expected.pow(2).sum().backward();
  found.pow(2).sum().backward();
  const auto expectedWeights = Weights(planar);
  for (const auto & [name, weight] : held) // the tensors that an optimizer holds are still those of the network
  {
    EXPECT_TRUE(weight.detach().equal(expectedWeights.at(name).detach())) << name;
    const at::Tensor & gradient = expectedWeights.at(name).grad();
    if (gradient.defined() && !name.ends_with("conv.bias")) // those are rounding errors of zero
    {
      ASSERT_TRUE(weight.grad().defined()) << name;
      EXPECT_LE(LargestDifference(weight.grad(), gradient), 1e-4 * (1.0 + gradient.abs().max().item<double>())) << name;
    }
  }
}

TEST_P(NetworkContract, KeepsItsNameAndOptions)
{
  const vox::Network network = Make();
  EXPECT_EQ(network.Name(), std::get<0>(GetParam()));
  EXPECT_EQ(network.Options().featuresPerStage, Options().featuresPerStage);
  EXPECT_EQ(network.Options().dimensions, Options().dimensions);
}

TEST_P(NetworkContract, OptionsThatDoNotFitAreRefusedWithTheNameOfTheNetwork)
{
  vox::UNetOptions options = Options();
  options.strides.pop_back();
  VOX_EXPECT_ERROR(vox::Network(std::get<0>(GetParam()), options), vox::ErrorKind::BadModel,
                   std::string(std::get<0>(GetParam())) + ": strides has 2 entries");
}

namespace
{

std::vector<std::string_view>
Names()
{
  std::vector<std::string_view> names;
  for (const vox::NetworkEntry & entry : vox::NetworkRegistry())
  {
    names.push_back(entry.name);
  }
  return names;
}

} // namespace

INSTANTIATE_TEST_SUITE_P(All, NetworkContract,
                         ::testing::Combine(::testing::ValuesIn(Names()), ::testing::Values(2, 3)),
                         [](const auto & test) {
                           return fmt::format("{}{}D", std::get<0>(test.param), std::get<1>(test.param));
                         });

TEST(NetworkRegistry, HoldsEachNameOnceWithAHelpText)
{
  EXPECT_THAT(Names(), ::testing::IsSupersetOf({"PlainConvUNet", "ResidualEncoderUNet"}));
  for (const vox::NetworkEntry & entry : vox::NetworkRegistry())
  {
    EXPECT_THAT(Names(), ::testing::Contains(entry.name).Times(1));
    EXPECT_GE(entry.help.size(), 10u);
  }
}
