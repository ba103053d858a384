// SPDX-License-Identifier: Apache-2.0
#include "voxStreamLogits.h"

#include "voxExpectError.h"
#include "voxRandomCase.h"

#include <ATen/ATen.h>

#include <gmock/gmock.h>

#include <limits>

namespace vox
{
namespace
{

using kernels::RingType;
using testing::ConvolutionNetwork;
using testing::Noise;
using testing::RandomCase;
using Size = Zyx<std::int64_t>;

/** The logits of a window as a whole, for SlidingWindowLogits. */
WindowFunction
WholeLogits(const FeatureNetwork & network)
{
  return [&network](const at::Tensor & window) {
    const at::Tensor & weight = network.head.weight;
    return at::conv3d(network.features(window).to(at::kFloat), weight.view({weight.size(0), weight.size(1), 1, 1, 1}),
                      network.head.bias);
  };
}

TEST(StreamLogits, LabelsAreThoseOfAllLogitsAtOnce)
{
  for (std::uint64_t seed = 1; seed <= 60; ++seed)
  {
    const RandomCase example(seed);
    const Volume expected = example.NotStreamed();
    for (const auto & [slabBytes, threads] : {std::pair{std::int64_t{1}, 1}, {std::int64_t{20000}, 3}})
    {
      const Volume labels = example.Streamed(slabBytes, threads);
      EXPECT_EQ(labels.geometry, expected.geometry) << seed;
      ASSERT_TRUE(labels.voxels.equal(expected.voxels)) << "case " << seed << " in slabs of " << slabBytes;
    }
    EXPECT_GT(std::get<0>(at::_unique(expected.voxels)).numel(), 1) << "a constant would prove little, case " << seed;
  }
}

TEST(StreamLogits, GivesTheMeansOfTheSlidingWindow)
{
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
  {
    const RandomCase example(seed);
    at::Tensor expected;
    for (const FeatureNetwork & network : example.networks)
    {
      const at::Tensor logits = SlidingWindowLogits(WholeLogits(network), example.image, example.options);
      expected = expected.defined() ? expected + logits : logits;
    }
    expected /= static_cast<double>(example.networks.size());
    const at::Tensor logits = CollectLogits(example.networks, example.image, example.options, RingType::Float32);
    EXPECT_LT((logits - expected).abs().max().item<double>(), 3e-5) << "case " << seed;
    const at::Tensor compact = CollectLogits(example.networks, example.image, example.options, RingType::Float16);
    const double largest = expected.abs().max().item<double>();
    // Each of up to 2000 windows and mirror images rounds; later ones take most of the earlier roundings away.
    EXPECT_LT((compact - expected).abs().max().item<double>(), 8.0 * largest * 0x1p-11) << "case " << seed;
  }
}

TEST(StreamLogits, TakesBfloat16Features)
{
  const FeatureNetwork single = ConvolutionNetwork(8, 3, 7);
  FeatureNetwork rounded = single;
  rounded.features = [&](const at::Tensor & window) { return single.features(window).to(at::kBFloat16); };
  SlidingWindowOptions options;
  options.patchSize = {4, 6, 6};
  options.mirrorAxes = {0, 2};
  const at::Tensor image = Noise({1, 9, 10, 11}, 3);
  const at::Tensor expected = SlidingWindowLogits(WholeLogits(rounded), image, options);
  EXPECT_LT((CollectLogits({rounded}, image, options, RingType::Float32) - expected).abs().max().item<double>(), 2e-5);
}

TEST(StreamLogits, ComputesWindowsAgainWhoseFeaturesAreNotFinite)
{
  const FeatureNetwork single = ConvolutionNetwork(4, 3, 7);
  int calls = 0;
  FeatureNetwork unsafe = single;
  unsafe.features = [&](const at::Tensor & window) {
    at::Tensor features = single.features(window);
    if (++calls == 2)
    {
      features[0][1][2][3][0] = std::numeric_limits<float>::quiet_NaN();
    }
    return features;
  };
  unsafe.preciseFeatures = single.features;
  SlidingWindowOptions options;
  options.patchSize = {4, 6, 6};
  const at::Tensor image = Noise({1, 4, 6, 12}, 3);
  std::vector<std::string> log;
  RunContext context;
  context.onLog = [&](LogLevel level, std::string_view message) {
    EXPECT_EQ(level, LogLevel::Warning);
    log.emplace_back(message);
  };
  EXPECT_TRUE(CollectLogits({unsafe}, image, options, RingType::Float32, context)
                  .equal(CollectLogits({single}, image, options, RingType::Float32)));
  EXPECT_THAT(log,
              ::testing::ElementsAre("1 of 3 windows gave NaN or infinity in bf16 and were computed again in fp32"));
  calls = 0;
  unsafe.preciseFeatures = nullptr;
  VOX_EXPECT_ERROR((void)CollectLogits({unsafe}, image, options, RingType::Float32), ErrorKind::BadModel,
                   "NaN or infinity in the window at voxel (0, 0, 3)");
}

TEST(StreamLogits, RefusesHeadsThatAreDamaged)
{
  FeatureNetwork network = ConvolutionNetwork(4, 3, 7);
  network.head.weight = network.head.weight.clone();
  network.head.weight[1][1] = std::numeric_limits<float>::infinity();
  SlidingWindowOptions options;
  options.patchSize = {2, 2, 2};
  VOX_EXPECT_ERROR((void)CollectLogits({network}, Noise({1, 2, 2, 2}, 1), options, RingType::Float32),
                   ErrorKind::BadModel, "the last layer");
  network.head.weight.fill_(std::numeric_limits<float>::max());
  VOX_EXPECT_ERROR((void)CollectLogits({network}, Noise({1, 2, 2, 2}, 1), options, RingType::Float32),
                   ErrorKind::BadModel, "exceed single precision");
}

TEST(StreamLogits, RefusesFeaturesOfAnotherShape)
{
  FeatureNetwork network = ConvolutionNetwork(4, 3, 7);
  network.features = [](const at::Tensor & window) { return window; };
  SlidingWindowOptions options;
  options.patchSize = {2, 2, 2};
  VOX_EXPECT_ERROR((void)CollectLogits({network}, Noise({1, 2, 2, 2}, 1), options, RingType::Float32),
                   ErrorKind::Internal, "[1, 1, 2, 2, 2] for a window of [1, 1, 2, 2, 2], expected 4 features");
}

} // namespace
} // namespace vox
