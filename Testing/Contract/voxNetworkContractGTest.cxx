// SPDX-License-Identifier: Apache-2.0
// What every network of the registry must keep, in two and three dimensions, with odd channel counts and images of
// other sizes along each axis.
#include "voxExpectError.h"
#include "voxGatedNetworks.h"
#include "voxSmallNetworks.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace
{

using vox::testing::SmallNetwork;

class NetworkContract : public ::testing::TestWithParam<SmallNetwork>
{
protected:
  [[nodiscard]] static vox::Network
  Make(std::uint64_t seed = 0)
  {
    return vox::Network(GetParam().definition, seed);
  }
  [[nodiscard]] static at::Tensor
  Images(std::int64_t samples = 2)
  {
    const vox::Zyx<std::int64_t> & size = GetParam().size;
    return at::randn({samples, GetParam().definition.InputChannels(), size.z, size.y, size.x});
  }
  [[nodiscard]] static std::map<std::string, at::Tensor>
  Weights(const vox::Network & network)
  {
    const auto parameters = network.Parameters();
    return {parameters.begin(), parameters.end()};
  }
  /** No weight at a special value: initially some scales and many biases are zero, and the weights of transformers so
   * small that attention hardly looks. */
  static void
  Randomize(vox::Network & network)
  {
    std::map<std::string, at::Tensor> weights;
    for (const auto & [name, parameter] : network.Parameters())
    {
      const at::Tensor weight = parameter.detach();
      if (weight.dim() < 2)
      {
        weights[name] = 0.5 + at::rand_like(weight);
        continue;
      }
      const double deviation = weight.std().item<double>();
      weights[name] = deviation < 0.03 ? 0.1 * at::randn_like(weight) : weight.clone();
    }
    network.LoadParameters(weights, "random");
  }
  [[nodiscard]] static bool
  HasNoEffect(const std::string & name)
  {
    return std::ranges::any_of(GetParam().withoutEffect, [&](const std::string & end) { return name.ends_with(end); });
  }
  /** The sizes that its entry announces for output `k`. */
  [[nodiscard]] static std::vector<std::int64_t>
  Announced(std::size_t k, std::int64_t samples = 2)
  {
    const vox::NetworkSizes sizes = vox::FindNetwork(GetParam().definition.name).sizes(GetParam().definition.options);
    std::vector<std::int64_t> shape{samples, GetParam().definition.OutputChannels()};
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      const bool flat = axis == 0 && GetParam().definition.Dimensions() == 2;
      shape.push_back(flat ? 1 : (GetParam().size[axis] - 2 * sizes.margin[axis]) / sizes.outputStrides.at(k)[axis]);
    }
    return shape;
  }
};

/** While it lives, this thread computes in bf16, as a training in that precision does. */
class InBf16
{
public:
  InBf16()
  {
    at::autocast::set_autocast_enabled(at::kCPU, true);
    at::autocast::set_autocast_dtype(at::kCPU, at::kBFloat16);
  }
  ~InBf16()
  {
    at::autocast::clear_cache();
    at::autocast::set_autocast_enabled(at::kCPU, false);
  }
  InBf16(const InBf16 &) = delete;
  InBf16 & operator=(const InBf16 &) = delete;
};

double
LargestDifference(const at::Tensor & a, const at::Tensor & b)
{
  return (a - b).detach().abs().max().item<double>();
}

double
Largest(const at::Tensor & tensor)
{
  return tensor.detach().abs().max().item<double>();
}

} // namespace

TEST_P(NetworkContract, GivesOneOutputOfTheAnnouncedSize)
{
  vox::Network network = Make();
  const std::vector<at::Tensor> outputs = network.Forward(Images());
  ASSERT_EQ(outputs.size(), 1u);
  EXPECT_EQ(outputs[0].sizes().vec(), Announced(0));
  EXPECT_TRUE(outputs[0].isfinite().all().item<bool>());
}

TEST_P(NetworkContract, DeepSupervisionAddsOutputsOfTheAnnouncedSizes)
{
  const at::NoGradGuard noGrad;
  vox::Network network = Make();
  const at::Tensor images = Images();
  const at::Tensor single = network.Forward(images).front();
  network.SetDeepSupervision(true);
  const std::vector<at::Tensor> outputs = network.Forward(images);
  ASSERT_EQ(outputs.size(), network.Sizes().outputStrides.size());
  for (std::size_t k = 0; k < outputs.size(); ++k)
  {
    EXPECT_EQ(outputs[k].sizes().vec(), Announced(k));
  }
  network.SetDeepSupervision(false);
  EXPECT_TRUE(network.Forward(images).front().equal(single));
}

TEST_P(NetworkContract, FeaturesAndHeadMakeTheLogits)
{
  const at::NoGradGuard noGrad;
  vox::Network network = Make();
  Randomize(network);
  const at::Tensor images = Images();
  const at::Tensor features = network.Features(images);
  const vox::LinearHead head = network.Head();
  const at::Tensor logits = at::einsum("kc,nc...->nk...", {head.weight, features}) + head.bias.view({1, -1, 1, 1, 1});
  const at::Tensor expected = network.Forward(images).front();
  EXPECT_LE(LargestDifference(logits, expected), 1e-5 * (1.0 + Largest(expected)));
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
    if (!weight.requires_grad())
    {
      continue;
    }
    ASSERT_TRUE(weight.grad().defined()) << name;
    EXPECT_TRUE(weight.grad().isfinite().all().item<bool>()) << name;
    if (!HasNoEffect(name))
    {
      EXPECT_GT(Largest(weight.grad()), 1e-6) << name;
    }
  }
}

/** Weights and their gradients stay float32. Nothing is promised about single logits: norms of few values enlarge what
 * rounding does to them. */
TEST_P(NetworkContract, TrainsInBf16)
{
  vox::Network network = Make();
  Randomize(network);
  network.UseChannelsLast();
  network.SetTraining(true);
  network.SetDeepSupervision(true);
  const at::Tensor images = Images();
  at::manual_seed(0); // of what a decoder drops out
  const std::vector<at::Tensor> exact = network.Forward(images);
  std::vector<at::Tensor> rounded;
  {
    const InBf16 precision;
    at::manual_seed(0);
    rounded = network.Forward(images);
  }
  ASSERT_EQ(rounded.size(), exact.size());
  at::Tensor loss = at::zeros({});
  for (std::size_t k = 0; k < exact.size(); ++k)
  {
    EXPECT_GT(LargestDifference(rounded[k], exact[k]), 1e-4 * Largest(exact[k])) << "nothing was rounded";
    EXPECT_LE((rounded[k] - exact[k]).detach().to(at::kFloat).norm().item<double>(),
              0.1 * exact[k].detach().norm().item<double>());
    loss = loss + (rounded[k].to(at::kFloat) * at::randn_like(exact[k])).sum();
  }
  loss.backward();
  for (const auto & [name, weight] : network.Parameters())
  {
    EXPECT_EQ(weight.scalar_type(), at::kFloat) << name;
    if (weight.requires_grad())
    {
      ASSERT_TRUE(weight.grad().defined()) << name;
      EXPECT_TRUE(weight.grad().isfinite().all().item<bool>()) << name;
    }
  }
}

TEST_P(NetworkContract, TrainsWithTheSmallestImageOfABatchOfOne)
{
  vox::Network network = Make();
  network.SetTraining(true);
  const vox::NetworkSizes & sizes = network.Sizes();
  vox::Zyx<std::int64_t> smallest;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const vox::AxisSizes & taken = sizes.axes[axis];
    const bool flat = axis == 0 && GetParam().definition.Dimensions() == 2;
    smallest[axis] = flat ? 1 : taken.Nearest(taken.smallest).front();
  }
  const at::Tensor logits =
      network.Forward(at::randn({1, GetParam().definition.InputChannels(), smallest.z, smallest.y, smallest.x}))
          .front();
  EXPECT_TRUE(logits.isfinite().all().item<bool>());
  logits.sum().backward();
}

TEST_P(NetworkContract, SamplesDoNotInfluenceEachOther)
{
  const at::NoGradGuard noGrad;
  vox::Network network = Make();
  Randomize(network);
  const at::Tensor images = Images();
  const at::Tensor logits = network.Forward(images).front();
  const double tolerance = 1e-5 * (1.0 + Largest(logits));
  EXPECT_LE(LargestDifference(network.Forward(images.flip(0)).front(), logits.flip(0)), tolerance);
  EXPECT_LE(LargestDifference(network.Forward(images.slice(0, 1)).front(), logits.slice(0, 1)), tolerance);
}

TEST_P(NetworkContract, TrainingAndEvaluationAgreeUnlessStatisticsOfABatchSetThemApart)
{
  const at::NoGradGuard noGrad;
  vox::Network network = Make();
  const at::Tensor images = Images();
  const at::Tensor evaluated = network.Forward(images).front();
  network.SetTraining(true);
  const at::Tensor trained = network.Forward(images).front();
  const bool hasStatistics =
      std::ranges::any_of(network.Parameters(), [](const auto & item) { return !item.second.requires_grad(); });
  EXPECT_EQ(trained.equal(evaluated), !hasStatistics);
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
  EXPECT_EQ(clone.Definition(), network.Definition());
  EXPECT_EQ(vox::Network(clone).Forward(Images()).size(), network.Sizes().outputStrides.size()); // settings too
}

TEST_P(NetworkContract, ChannelsLastChangesTheLayoutOnly)
{
  vox::Network network = Make();
  Randomize(network);
  const vox::Network planar = network.Clone();
  const auto held = network.Parameters();
  network.UseChannelsLast();
  const auto expectedWeights = Weights(planar);
  for (const auto & [name, weight] : held) // the tensors that an optimizer holds are still those of the network
  {
    EXPECT_TRUE(weight.detach().equal(expectedWeights.at(name).detach())) << name;
  }
  // A feature a rounding error away from zero passes a gradient in one order and none in the other: of five images
  // most must agree.
  std::map<std::string, int> agreed;
  for (int draw = 0; draw < 5; ++draw)
  {
    const at::Tensor images = Images();
    const at::Tensor expected = vox::Network(planar).Forward(images).front();
    const at::Tensor found = network.Forward(images).front();
    EXPECT_LE(LargestDifference(found, expected), 1e-4 * (1.0 + Largest(expected)));
    const at::Tensor towards = at::randn_like(expected);
    (expected * towards).sum().backward();
    (found * towards).sum().backward();
    double total = 0.0;
    for (const auto & [name, weight] : expectedWeights)
    {
      total += weight.grad().defined() ? std::pow(weight.grad().norm().item<double>(), 2) : 0.0;
    }
    for (const auto & [name, weight] : held)
    {
      const at::Tensor & gradient = expectedWeights.at(name).grad();
      if (gradient.defined())
      {
        ASSERT_TRUE(weight.grad().defined()) << name;
        const double tolerance = 1e-4 * (1.0 + Largest(gradient)) + 1e-5 * std::sqrt(total);
        agreed[name] += LargestDifference(weight.grad(), gradient) <= tolerance ? 1 : 0;
        weight.mutable_grad().reset();
        expectedWeights.at(name).mutable_grad().reset();
      }
    }
  }
  for (const auto & [name, count] : agreed)
  {
    EXPECT_GE(count, 3) << name;
  }
}

TEST_P(NetworkContract, PreparedToPredictItGivesTheSameLogits)
{
  const at::NoGradGuard noGrad;
  vox::Network network = Make();
  Randomize(network);
  const at::Tensor images = Images();
  const at::Tensor expected = network.Forward(images).front();
  network.PrepareToPredict();
  for (int call = 0; call < 2; ++call) // the second one with memory of the first
  {
    EXPECT_LE(LargestDifference(network.Forward(images).front(), expected), 1e-4 * (1.0 + Largest(expected)));
  }
}

TEST_P(NetworkContract, AnImageOfAnotherSizeIsRefusedWithTheNearestSizes)
{
  const at::NoGradGuard noGrad;
  vox::Network network = Make();
  constexpr const char * kAxes = "zyx";
  for (std::size_t axis = GetParam().definition.Dimensions() == 2 ? 1 : 0; axis < 3; ++axis)
  {
    const vox::AxisSizes & taken = network.Sizes().axes[axis];
    const std::int64_t refused = GetParam().size[axis] + 1;
    std::vector<std::int64_t> padding(6, 0); // from the last axis on
    padding[2 * (2 - axis) + 1] = 1;
    const at::Tensor images = at::constant_pad_nd(Images(1), padding);
    if (taken.Takes(refused))
    {
      EXPECT_EQ(network.Forward(images).front().size(static_cast<std::int64_t>(axis) + 2),
                refused - 2 * network.Sizes().margin[axis]);
      continue;
    }
    VOX_EXPECT_ERROR((void)network.Forward(images), vox::ErrorKind::BadInput,
                     fmt::format("{}: axis {} has {} voxels, expected {}; the nearest are {}",
                                 GetParam().definition.name, kAxes[axis], refused, taken.Text(),
                                 fmt::join(taken.Nearest(refused), " and ")));
  }
}

TEST_P(NetworkContract, OneChannelAndOneClassAreTaken)
{
  const at::NoGradGuard noGrad;
  vox::NetworkDefinition definition = GetParam().definition;
  definition.options["input_channels"] = 1;
  definition.options["output_channels"] = 1;
  std::vector<std::int64_t> shape = Announced(0);
  shape[1] = 1;
  const at::Tensor logits = vox::Network(definition, 0).Forward(Images().slice(1, 0, 1)).front();
  EXPECT_EQ(logits.sizes().vec(), shape);
  EXPECT_TRUE(logits.isfinite().all().item<bool>());
}

TEST_P(NetworkContract, KeepsItsDefinition)
{
  EXPECT_EQ(Make().Definition(), GetParam().definition);
}

TEST_P(NetworkContract, UnknownOptionsAreRefused)
{
  vox::NetworkDefinition definition = GetParam().definition;
  definition.options["no_such_option"] = 1;
  VOX_EXPECT_ERROR(vox::Network{definition}, vox::ErrorKind::BadModel, "unknown key 'no_such_option'");
}

INSTANTIATE_TEST_SUITE_P(All, NetworkContract, ::testing::ValuesIn(vox::testing::SmallNetworks()),
                         [](const auto & test) {
                           const vox::NetworkDefinition & definition = test.param.definition;
                           return fmt::format("{}{}D_{}", definition.name, definition.Dimensions(), test.index);
                         });

TEST(NetworkRegistry, HoldsEachNameOnceWithItsTextsAndASmallNetwork)
{
  std::set<std::string_view> small;
  const std::vector<SmallNetwork> networks = vox::testing::SmallNetworks();
  for (const SmallNetwork & network : networks)
  {
    small.insert(network.definition.name);
  }
  std::set<std::string_view> names;
  for (const vox::NetworkEntry & entry : vox::NetworkRegistry())
  {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_TRUE(small.contains(entry.name)) << entry.name;
    EXPECT_GE(entry.help.size(), 10u) << entry.name;
    EXPECT_GE(entry.source.size(), 5u) << entry.name;
    EXPECT_EQ(vox::Network(vox::NetworkDefinition{std::string(entry.name), entry.defaults()}).Definition().name,
              entry.name);
  }
}

TEST(NetworkRegistry, GatedNetworksAreThoseThatGiveAttentionMaps)
{
  const at::NoGradGuard noGrad;
  std::set<std::string_view> gated;
  for (const SmallNetwork & small : vox::testing::SmallNetworks())
  {
    vox::Network network(small.definition);
    (void)network.Features(at::zeros({1, 3, small.size.z, small.size.y, small.size.x}));
    if (!network.AttentionMaps().empty())
    {
      gated.insert(vox::FindNetwork(small.definition.name).name);
    }
  }
  const auto names = vox::GatedNetworks();
  EXPECT_EQ(gated, std::set<std::string_view>(names.begin(), names.end()));
}
