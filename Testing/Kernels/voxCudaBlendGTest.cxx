// SPDX-License-Identifier: Apache-2.0
#include "voxCudaTest.h"

#include <cmath>

namespace
{
using vox::kernels::Bfloat16;
using vox::kernels::BlendFeaturesPoint;
using vox::kernels::BlendScoresPoint;
using vox::kernels::RingWindow;
using vox::kernels::ScoreRing;
using vox::testing::NormalValues;

constexpr std::int64_t channels = 19;
constexpr std::int64_t planes = 6;
constexpr std::int64_t featureCount = 32;

class CudaBlend : public vox::testing::CudaTest
{
protected:
  /** Adds two windows, finishes three slices and clears two, on both sides. */
  template <typename TPoint, typename TFill, typename TBlend>
  void
  ExpectRingOfTheCpu(TFill && fill, TBlend && blend)
  {
    std::vector<float> scores = NormalValues(channels * planes * 40 * 50, 1);
    std::vector<float> weightSum(static_cast<std::size_t>(planes * 40 * 50), 0.5F);
    std::vector<float> weights = NormalValues(5 * 33 * 41, 2);
    for (float & weight : weights)
    {
      weight = std::fabs(weight);
    }
    const auto deviceScores = OnDevice(scores);
    const auto deviceSum = OnDevice(weightSum);
    const auto deviceWeights = OnDevice(weights);
    const ScoreRing host{scores.data(), weightSum.data(), channels, planes, 40, 50};
    const ScoreRing device{deviceScores.Data(), deviceSum.Data(), channels, planes, 40, 50};
    TPoint point;
    point.size = {5, 33, 41};
    point.mirrored = {true, false, true};
    point.share = 0.25F;
    for (const vox::Zyx<std::int64_t> & origin : {vox::Zyx<std::int64_t>{0, 0, 0}, vox::Zyx<std::int64_t>{4, 7, 9}})
    {
      point.origin = origin;
      point.ring = host;
      point.weights = weights.data();
      fill(point, false);
      vox::kernels::ForEachIndex(point, 2);
      point.ring = device;
      point.weights = deviceWeights.Data();
      fill(point, true);
      ExpectLaunched(blend(point));
    }
    vox::kernels::FinishSlicesPoint finish;
    vox::kernels::ClearSlicesPoint clear;
    finish.first = clear.first = 4;
    finish.last = 7;
    clear.last = 6;
    finish.ring = clear.ring = host;
    vox::kernels::ForEachIndex(finish, 1);
    vox::kernels::ForEachIndex(clear, 1);
    const auto notFinite = OnDevice(std::vector<std::int32_t>{0});
    finish.ring = clear.ring = device;
    finish.notFinite = notFinite.Data();
    ExpectLaunched(Table().finishSlices(finish, nullptr));
    ExpectLaunched(Table().clearSlices(clear, nullptr));
    EXPECT_EQ(deviceScores.ToHost(), scores);
    EXPECT_EQ(deviceSum.ToHost(), weightSum);
    EXPECT_EQ(notFinite.ToHost(), std::vector<std::int32_t>{0});
  }

  template <typename T, typename TBlend>
  void
  ExpectFeaturesAsOnTheCpu(TBlend && blend)
  {
    const auto features = NormalValues<T>(5 * 33 * 41 * featureCount, 3);
    const auto layer = NormalValues(channels * featureCount, 4);
    const auto bias = NormalValues(channels, 5);
    const auto deviceFeatures = OnDevice(features);
    const auto deviceLayer = OnDevice(layer);
    const auto deviceBias = OnDevice(bias);
    ExpectRingOfTheCpu<BlendFeaturesPoint<T>>(
        [&](BlendFeaturesPoint<T> & point, bool onDevice) {
          point.featureCount = featureCount;
          point.features = onDevice ? deviceFeatures.Data() : features.data();
          point.layer = onDevice ? deviceLayer.Data() : layer.data();
          point.bias = onDevice ? deviceBias.Data() : bias.data();
        },
        blend);
  }

  template <typename T, typename TBlend>
  void
  ExpectScoresAsOnTheCpu(TBlend && blend)
  {
    const auto scores = NormalValues<T>(channels * 5 * 33 * 41, 6);
    const auto deviceScores = OnDevice(scores);
    ExpectRingOfTheCpu<BlendScoresPoint<T>>(
        [&](BlendScoresPoint<T> & point, bool onDevice) {
          point.windowScores = onDevice ? deviceScores.Data() : scores.data();
        },
        blend);
  }
};

TEST_F(CudaBlend, AddsFeaturesAsTheCpu)
{
  ExpectFeaturesAsOnTheCpu<float>([this](const auto & point) { return Table().blendFeatures(point, nullptr); });
}

TEST_F(CudaBlend, AddsFeaturesInBfloat16AsTheCpu)
{
  ExpectFeaturesAsOnTheCpu<Bfloat16>(
      [this](const auto & point) { return Table().blendFeaturesBfloat16(point, nullptr); });
}

TEST_F(CudaBlend, AddsScoresAsTheCpu)
{
  ExpectScoresAsOnTheCpu<float>([this](const auto & point) { return Table().blendScores(point, nullptr); });
}

TEST_F(CudaBlend, AddsScoresInBfloat16AsTheCpu)
{
  ExpectScoresAsOnTheCpu<Bfloat16>([this](const auto & point) { return Table().blendScoresBfloat16(point, nullptr); });
}
} // namespace
