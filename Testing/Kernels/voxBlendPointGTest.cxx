// SPDX-License-Identifier: Apache-2.0
#include "voxBlendPoint.h"

#include "voxForEachIndex.h"
#include "voxLogitsRing.h"
#include "voxRandomValues.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace
{
using vox::kernels::Bfloat16;
using vox::kernels::BlendFeaturesPoint;
using vox::kernels::BlendScoresPoint;
using vox::kernels::ForEachIndex;
using vox::kernels::ScoreRing;
using vox::testing::NormalValues;
using Size = vox::Zyx<std::int64_t>;

constexpr Size windowSize{4, 5, 6};
constexpr std::int64_t featureCount = 11;
constexpr std::int64_t height = 7;
constexpr std::int64_t width = 9;

std::vector<float>
PositiveWeights()
{
  std::vector<float> weights = NormalValues(Product(windowSize), 1);
  for (float & weight : weights)
  {
    weight = 0.01F + std::fabs(weight);
  }
  return weights;
}

struct RingMemory
{
  explicit RingMemory(std::int64_t channels, std::int64_t planes)
      : scores(static_cast<std::size_t>(channels * planes * height * width)),
        weightSum(static_cast<std::size_t>(planes * height * width)),
        view{scores.data(), weightSum.data(), channels, planes, height, width}
  {}

  std::vector<float> scores;
  std::vector<float> weightSum;
  ScoreRing view;
};

/** Where three windows lie, and how the network saw them. The planes of the third wrap around. */
struct Window
{
  Size origin;
  vox::Zyx<bool> mirrored;
  float share;
};
const std::vector<Window> windows{{{0, 0, 0}, {false, false, false}, 1.0F},
                                  {{0, 2, 3}, {true, false, true}, 0.5F},
                                  {{3, 1, 2}, {false, true, false}, 0.25F}};

vox::kernels::FeatureView
ViewOf(const std::vector<float> & features)
{
  return {.float32 = features.data(), .size = windowSize, .mirrored = {}};
}

vox::kernels::FeatureView
ViewOf(const std::vector<Bfloat16> & features)
{
  return {.bfloat16 = &features.front().bits, .size = windowSize, .mirrored = {}};
}

template <typename T>
void
ExpectMeansOfTheCpuRing(std::int64_t channels)
{
  const auto layer = NormalValues(channels * featureCount, 2);
  const auto bias = NormalValues(channels, 3);
  const auto weights = PositiveWeights();
  vox::kernels::LogitsRing expected(vox::kernels::RingType::Float32, channels, {7, height, width});
  RingMemory ring(channels, 7);
  for (std::size_t i = 0; i < windows.size(); ++i)
  {
    const auto features = NormalValues<T>(Product(windowSize) * featureCount, 4 + i);
    vox::kernels::FeatureView view = ViewOf(features);
    view.mirrored = windows[i].mirrored;
    expected.Add({layer.data(), bias.data(), channels, featureCount}, view, weights.data(), windows[i].share,
                 windows[i].origin, 1);
    BlendFeaturesPoint<T> point;
    point.ring = ring.view;
    point.origin = windows[i].origin;
    point.size = windowSize;
    point.mirrored = windows[i].mirrored;
    point.weights = weights.data();
    point.share = windows[i].share;
    point.features = features.data();
    point.featureCount = featureCount;
    point.layer = layer.data();
    point.bias = bias.data();
    ForEachIndex(point, 2);
  }
  std::vector<float> means(ring.scores.size());
  static_cast<void>(expected.Take({0, 7, 0, 0, height, width}, means.data(), 7 * height * width, 1));
  vox::kernels::FinishSlicesPoint finish;
  finish.ring = ring.view;
  finish.last = 7;
  ForEachIndex(finish, 1);
  for (std::size_t i = 0; i < means.size(); ++i)
  {
    if (ring.weightSum[i % ring.weightSum.size()] > 0.0F)
    {
      ASSERT_NEAR(ring.scores[i], means[i], 2e-5F) << i;
    }
  }
}

TEST(BlendFeaturesPoint, GivesTheMeansOfTheCpuRing)
{
  ExpectMeansOfTheCpuRing<float>(3);
  ExpectMeansOfTheCpuRing<float>(19); // two blocks of classes and three single ones
  ExpectMeansOfTheCpuRing<Bfloat16>(9);
}

TEST(BlendScoresPoint, AddsWhatTheLastLayerWouldHaveGiven)
{
  const std::int64_t channels = featureCount;
  std::vector<float> identity(static_cast<std::size_t>(channels * channels), 0.0F);
  for (std::int64_t k = 0; k < channels; ++k)
  {
    identity[static_cast<std::size_t>(k * channels + k)] = 1.0F;
  }
  const std::vector<float> noBias(static_cast<std::size_t>(channels), 0.0F);
  const auto features = NormalValues(Product(windowSize) * channels, 5);
  std::vector<float> planar(features.size());
  for (std::int64_t i = 0; i < Product(windowSize) * channels; ++i)
  {
    planar[static_cast<std::size_t>(i % channels * Product(windowSize) + i / channels)] =
        features[static_cast<std::size_t>(i)];
  }
  const auto weights = PositiveWeights();
  RingMemory fromFeatures(channels, 5);
  RingMemory fromScores(channels, 5);
  BlendFeaturesPoint<float> first;
  first.ring = fromFeatures.view;
  first.origin = {3, 1, 2};
  first.size = windowSize;
  first.mirrored = {true, true, true};
  first.weights = weights.data();
  first.features = features.data();
  first.featureCount = channels;
  first.layer = identity.data();
  first.bias = noBias.data();
  ForEachIndex(first, 1);
  BlendScoresPoint<float> second;
  static_cast<vox::kernels::RingWindow &>(second) = first;
  second.ring = fromScores.view;
  second.windowScores = planar.data();
  ForEachIndex(second, 1);
  EXPECT_EQ(fromScores.scores, fromFeatures.scores);
  EXPECT_EQ(fromScores.weightSum, fromFeatures.weightSum);
}

TEST(FinishSlicesPoint, DividesAndTellsWhatIsNotFinite)
{
  RingMemory ring(2, 3);
  std::fill(ring.weightSum.begin(), ring.weightSum.end(), 2.0F);
  std::fill(ring.scores.begin(), ring.scores.end(), 3.0F);
  std::int32_t notFinite = 0;
  vox::kernels::FinishSlicesPoint point;
  point.ring = ring.view;
  point.first = 4; // planes 1 and 2
  point.last = 6;
  point.notFinite = &notFinite;
  ForEachIndex(point, 1);
  EXPECT_EQ(notFinite, 0);
  for (std::size_t i = 0; i < ring.scores.size(); ++i)
  {
    ASSERT_EQ(ring.scores[i], i / (height * width) % 3 == 0 ? 3.0F : 1.5F) << i;
  }
  ring.scores.back() = std::numeric_limits<float>::infinity();
  ForEachIndex(point, 1);
  EXPECT_EQ(notFinite, 1);
}

TEST(ClearSlicesPoint, MakesRoomForTheNextSlices)
{
  RingMemory ring(2, 3);
  std::fill(ring.weightSum.begin(), ring.weightSum.end(), 2.0F);
  std::fill(ring.scores.begin(), ring.scores.end(), 3.0F);
  vox::kernels::ClearSlicesPoint point;
  point.ring = ring.view;
  point.first = 3; // plane 0
  point.last = 4;
  ForEachIndex(point, 1);
  for (std::size_t i = 0; i < ring.scores.size(); ++i)
  {
    ASSERT_EQ(ring.scores[i], i / (height * width) % 3 == 0 ? 0.0F : 3.0F) << i;
  }
  for (std::size_t i = 0; i < ring.weightSum.size(); ++i)
  {
    ASSERT_EQ(ring.weightSum[i], i / (height * width) == 0 ? 0.0F : 2.0F) << i;
  }
}
} // namespace
