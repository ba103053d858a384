// SPDX-License-Identifier: Apache-2.0
#include "voxLogitsRing.h"

#include "voxRandom.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>

namespace
{
using vox::Zyx;
using vox::kernels::FeatureView;
using vox::kernels::HeadView;
using vox::kernels::LogitsRing;
using vox::kernels::RingType;
using Size = Zyx<std::int64_t>;

std::vector<float>
Normal(std::int64_t count, std::uint64_t seed, double deviation = 1.0)
{
  vox::Random random(seed);
  std::vector<float> values(static_cast<std::size_t>(count));
  random.FillNormal(values, deviation);
  return values;
}

std::vector<float>
Positive(std::int64_t count, std::uint64_t seed)
{
  vox::Random random(seed);
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i)
  {
    values.push_back(static_cast<float>(random.Uniform(1e-4, 10.0)));
  }
  return values;
}

/** A volume covered by windows along z, every other one mirrored, with all numbers drawn at random. */
struct Example
{
  std::int64_t classes = 3;
  std::int64_t channels = 5;
  Size window{4, 3, 5};
  Size origin{0, 2, 1};
  Size volume{10, 6, 7};
  std::vector<std::int64_t> starts{0, 2, 5, 6};
  bool bfloat16 = false;

  std::vector<float> weight = Normal(classes * channels, 1);
  std::vector<float> bias = Normal(classes, 2);
  std::vector<float> gauss = Positive(Product(window), 3);

  [[nodiscard]] std::vector<float>
  Features(std::size_t i) const
  {
    auto values = Normal(Product(window) * channels, 10 + i, 3.0);
    for (float & value : values)
    {
      value = bfloat16 ? std::bit_cast<float>(std::bit_cast<std::uint32_t>(value) & 0xFFFF0000U) : value;
    }
    return values;
  }

  [[nodiscard]] static Zyx<bool>
  Mirrored(std::size_t i)
  {
    return {i % 2 == 1, i % 3 == 1, i % 4 == 1};
  }

  [[nodiscard]] HeadView
  Head() const
  {
    return {weight.data(), bias.data(), classes, channels};
  }

  /** Means [K, D, H, W] of the windows, in double, one voxel at a time. */
  [[nodiscard]] std::vector<double>
  Direct() const
  {
    std::vector<double> sums(static_cast<std::size_t>(classes * Product(volume)));
    std::vector<double> weights(static_cast<std::size_t>(Product(volume)));
    for (std::size_t i = 0; i < starts.size(); ++i)
    {
      const auto features = Features(i);
      for (std::int64_t v = 0; v < Product(window); ++v)
      {
        const Size at{v / (window.y * window.x), v / window.x % window.y, v % window.x};
        Size from = at;
        for (std::size_t axis = 0; axis < 3; ++axis)
        {
          from[axis] = Mirrored(i)[axis] ? window[axis] - 1 - at[axis] : at[axis];
        }
        const auto voxel =
            static_cast<std::size_t>(((starts[i] + at.z) * volume.y + origin.y + at.y) * volume.x + origin.x + at.x);
        const double gaussian = static_cast<double>(gauss[static_cast<std::size_t>(v)]);
        weights[voxel] += gaussian;
        for (std::int64_t k = 0; k < classes; ++k)
        {
          double logit = bias[static_cast<std::size_t>(k)];
          for (std::int64_t c = 0; c < channels; ++c)
          {
            const std::int64_t place = ((from.z * window.y + from.y) * window.x + from.x) * channels + c;
            logit += static_cast<double>(weight[static_cast<std::size_t>(k * channels + c)]) *
                     features[static_cast<std::size_t>(place)];
          }
          sums[static_cast<std::size_t>(k * Product(volume)) + voxel] += gaussian * logit;
        }
      }
    }
    for (std::size_t i = 0; i < sums.size(); ++i)
    {
      sums[i] /= weights[i % weights.size()];
    }
    return sums;
  }

  /** The covered part [K, D, window.y, window.x] of the same from a ring. */
  [[nodiscard]] std::vector<float>
  FromRing(RingType type, std::int64_t depth, int threads) const
  {
    LogitsRing ring(type, classes, {depth, volume.y, volume.x});
    const std::int64_t plane = window.y * window.x;
    std::vector<float> means(static_cast<std::size_t>(classes * volume.z * plane));
    for (std::size_t i = 0; i < starts.size(); ++i)
    {
      const auto features = Features(i);
      std::vector<std::uint16_t> bits;
      for (const float value : features)
      {
        bits.push_back(static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(value) >> 16U));
      }
      FeatureView view;
      bfloat16 ? void(view.bfloat16 = bits.data()) : void(view.float32 = features.data());
      view.size = window;
      view.mirrored = Mirrored(i);
      ring.Add(Head(), view, gauss.data(), 0.25F, {starts[i], origin.y, origin.x}, threads);
      const std::int64_t last = i + 1 < starts.size() ? starts[i + 1] : volume.z;
      EXPECT_TRUE(ring.Take({starts[i], last, origin.y, origin.x, window.y, window.x}, means.data() + starts[i] * plane,
                            volume.z * plane, threads));
    }
    return means;
  }

  [[nodiscard]] double
  LargestError(const std::vector<float> & means) const
  {
    const auto expected = Direct();
    double largest = 0.0;
    for (std::size_t i = 0; i < means.size(); ++i)
    {
      const auto plane = static_cast<std::size_t>(window.y * window.x);
      const std::size_t slice = i / plane; // of [K, D]
      const auto y = static_cast<std::size_t>(origin.y) + i % plane / static_cast<std::size_t>(window.x);
      const auto x = static_cast<std::size_t>(origin.x) + i % static_cast<std::size_t>(window.x);
      const std::size_t voxel =
          (slice * static_cast<std::size_t>(volume.y) + y) * static_cast<std::size_t>(volume.x) + x;
      largest = std::max(largest, std::fabs(static_cast<double>(means[i]) - expected[voxel]));
    }
    return largest;
  }
};

TEST(LogitsRing, GivesTheWeightedMeansOfTheLastLayer)
{
  for (const std::int64_t channels : {1, 7, 8, 32, 43})
  {
    for (const std::int64_t width : {1, 5, 8, 19})
    {
      for (const bool bfloat16 : {false, true})
      {
        Example example;
        example.channels = channels;
        example.weight = Normal(example.classes * channels, 4, 0.2);
        example.window.x = width;
        example.volume.x = width + 3;
        example.gauss = Positive(Product(example.window), 5);
        example.bfloat16 = bfloat16;
        EXPECT_LT(example.LargestError(example.FromRing(RingType::Float32, 4, 1)), 2e-5)
            << channels << " channels, " << width << " wide";
      }
    }
  }
}

TEST(LogitsRing, IsTheSameOfAnyDepthAndOnAnyNumberOfThreads)
{
  const Example example;
  for (const RingType type : {RingType::Float32, RingType::Float16})
  {
    const auto whole = example.FromRing(type, example.volume.z, 1);
    EXPECT_EQ(example.FromRing(type, example.window.z, 1), whole);
    EXPECT_EQ(example.FromRing(type, example.window.z + 1, 3), whole);
  }
}

TEST(LogitsRing, HalfPrecisionMeansAreOffByAUnitAtTheMost)
{
  const Example example;
  const auto precise = example.FromRing(RingType::Float32, 4, 1);
  const auto compact = example.FromRing(RingType::Float16, 4, 1);
  float largest = 0.0F;
  float error = 0.0F;
  for (std::size_t i = 0; i < precise.size(); ++i)
  {
    largest = std::max(largest, std::fabs(precise[i]));
    error = std::max(error, std::fabs(precise[i] - compact[i]));
  }
  EXPECT_GT(error, 1e-4F);
  EXPECT_LT(error, largest * 0x1p-11F * 2.0F) << "two windows overlap here, and each rounds once";
}

TEST(LogitsRing, CompactMeansStopAtTheLargestHalf)
{
  const std::vector<float> weight{1.0F};
  const std::vector<float> bias{0.0F};
  const std::vector<float> gauss{1.0F, 1.0F, 1.0F};
  const std::vector<float> features{7e4F, -1e9F, 6e-8F};
  LogitsRing ring(RingType::Float16, 1, {1, 1, 3});
  FeatureView view;
  view.float32 = features.data();
  view.size = {1, 1, 3};
  ring.Add({weight.data(), bias.data(), 1, 1}, view, gauss.data(), 1.0F, {0, 0, 0}, 1);
  std::vector<float> means(3);
  EXPECT_TRUE(ring.Take({0, 1, 0, 0, 1, 3}, means.data(), 3, 1));
  EXPECT_EQ(means, (std::vector<float>{65504.0F, -65504.0F, 0x1p-24F}));
}

TEST(LogitsRing, SaysThatAMeanIsNotFinite)
{
  const std::vector<float> weight{std::numeric_limits<float>::max()};
  const std::vector<float> bias{0.0F};
  const std::vector<float> gauss{10.0F};
  const std::vector<float> features{100.0F};
  LogitsRing ring(RingType::Float32, 1, {1, 1, 1});
  FeatureView view;
  view.float32 = features.data();
  view.size = {1, 1, 1};
  ring.Add({weight.data(), bias.data(), 1, 1}, view, gauss.data(), 1.0F, {0, 0, 0}, 1);
  float mean = 0.0F;
  EXPECT_FALSE(ring.Take({0, 1, 0, 0, 1, 1}, &mean, 1, 1));
}
} // namespace
