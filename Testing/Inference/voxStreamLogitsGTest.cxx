// SPDX-License-Identifier: Apache-2.0
#include "voxStreamLogits.h"

#include "voxExpectError.h"
#include "voxLabelSink.h"
#include "voxRandom.h"

#include <ATen/ATen.h>

#include <gmock/gmock.h>

#include <limits>

namespace vox
{
namespace
{

using kernels::RingType;
using Size = Zyx<std::int64_t>;

at::Tensor
Noise(at::IntArrayRef sizes, std::uint64_t seed)
{
  return at::randn(sizes, at::make_generator<at::CPUGeneratorImpl>(seed), at::kFloat);
}

/** A network that depends on its surroundings and on where in the window a voxel lies, as real ones do at the faces. */
FeatureNetwork
ConvolutionNetwork(std::int64_t features, std::int64_t classes, std::uint64_t seed, bool isFlat = false)
{
  const std::int64_t depth = isFlat ? 1 : 3;
  const at::Tensor kernel = Noise({features, 1, depth, 3, 3}, seed);
  return {[kernel, depth](const at::Tensor & window) {
            return at::conv3d(window, kernel, {}, 1, {depth / 2, 1, 1}).tanh();
          },
          {Noise({classes, features}, seed + 1), Noise({classes}, seed + 2)},
          nullptr,
          nullptr};
}

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

/** Everything that differs from case to case, drawn at random. */
struct RandomCase
{
  explicit RandomCase(std::uint64_t seed)
  {
    Random random(seed);
    const auto integer = [&](std::int64_t low, std::int64_t high) { return random.Integer(low, high); };
    const bool isFlat = random.Bernoulli(0.25);
    options.patchSize = {isFlat ? 1 : integer(2, 8), integer(2, 9), integer(2, 9)};
    options.step = random.Uniform(0.2, 1.0);
    options.gaussian = random.Bernoulli(0.8);
    for (int axis = 0; axis < 3; ++axis)
    {
      if (random.Bernoulli(0.4))
      {
        options.mirrorAxes.push_back(axis);
      }
    }
    const auto classes = integer(2, 120);
    areRegions = random.Bernoulli(0.3);
    const auto folds = static_cast<std::uint64_t>(integer(1, 2));
    for (std::uint64_t fold = 0; fold < folds; ++fold)
    {
      networks.push_back(ConvolutionNetwork(integer(3, 9), classes, 1000 * seed + 10 * fold, isFlat));
    }
    image = Noise({1, integer(1, 19), integer(1, 17), integer(1, 17)}, seed);
    rule.channels = classes;
    for (std::int64_t k = 0; areRegions && k < classes; ++k)
    {
      rule.regionValues.push_back(integer(1, 400));
    }
    MakeRecord(random);
  }

  /** A grid of the file in another order of axes, spacing and size, with zeros around the crop. */
  void
  MakeRecord(Random & random)
  {
    ImageGeometry & reordered = record.reordered;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      const std::int64_t network = image.size(static_cast<std::int64_t>(axis) + 1);
      const std::int64_t below = random.Integer(0, 2);
      const std::int64_t inside =
          std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<double>(network) * random.Uniform(0.5, 2.3)));
      record.crop.lower[axis] = below;
      record.crop.upper[axis] = below + inside;
      reordered.size[axis] = below + inside + random.Integer(0, 2);
      reordered.spacingMm[axis] = random.Bernoulli(0.2) ? 5.0 : random.Uniform(0.5, 1.0);
    }
    record.order.flipped = {random.Bernoulli(0.5), random.Bernoulli(0.5), random.Bernoulli(0.5)};
    const std::array<std::array<int, 3>, 3> orders{{{0, 1, 2}, {2, 0, 1}, {1, 0, 2}}};
    record.order.source = orders[static_cast<std::size_t>(random.Integer(0, 2))];
    record.original = Reordered(reordered, Inverse(record.order));
    record.resampled = Resized(Cropped(reordered, record.crop), {image.size(1), image.size(2), image.size(3)});
    record.targetSpacingMm = record.resampled.spacingMm;
    record.probabilities = {static_cast<int>(random.Integer(0, 1)), static_cast<int>(random.Integer(0, 1)),
                            std::nullopt};
  }

  [[nodiscard]] Volume
  Streamed(std::int64_t slabBytes, int threads) const
  {
    RunContext context;
    context.threads = threads;
    LabelSink sink(record, rule, slabBytes);
    StreamLogits(networks, image, options, RingType::Float32,
                 {[&](std::int64_t wanted) { return sink.Prepare(wanted); }, [&] { sink.Accept(context); }}, context);
    return sink.Finish();
  }

  /** All logits first, then all labels. */
  [[nodiscard]] Volume
  NotStreamed() const
  {
    const at::Tensor logits = CollectLogits(networks, image, options, RingType::Float32);
    return areRegions ? InvertRegions(logits, rule.regionValues, record) : InvertLogits(logits, record);
  }

  SlidingWindowOptions options;
  std::vector<FeatureNetwork> networks;
  at::Tensor image;
  LabelRule rule;
  bool areRegions = false;
  PreprocessRecord record;
};

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
