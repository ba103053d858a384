// SPDX-License-Identifier: Apache-2.0
#include "voxResampleArgmax.h"

#include "voxArgmaxPoint.h"
#include "voxError.h"
#include "voxRandom.h"
#include "voxResample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace
{
using vox::Zyx;
using vox::kernels::ArgmaxResize;
using vox::kernels::SliceRange;
using Size = Zyx<std::int64_t>;

std::vector<float>
RandomScores(const ArgmaxResize & resize, std::uint64_t seed)
{
  vox::Random random(seed);
  std::vector<float> scores(static_cast<std::size_t>(resize.channels * Product(resize.inputSize)));
  random.FillNormal(scores, 5.0);
  return scores;
}

std::vector<std::int32_t>
LabelsOf(const ArgmaxResize & resize, const std::vector<float> & scores, int threads = 1)
{
  std::vector<std::int32_t> labels(static_cast<std::size_t>(Product(resize.outputSize)));
  vox::kernels::ResizeArgmax(resize, {scores.data(), {0, resize.inputSize.z}, Product(resize.inputSize)}, labels.data(),
                             {0, resize.outputSize.z}, threads);
  return labels;
}

const std::array<std::pair<Size, Size>, 5> examples{{{{7, 9, 8}, {11, 6, 10}},
                                                     {{8, 6, 10}, {4, 13, 25}},
                                                     {{1, 12, 9}, {1, 5, 13}},
                                                     {{4, 5, 6}, {4, 5, 6}},
                                                     {{3, 40, 50}, {5, 90, 130}}}};

TEST(ResizeArgmax, PicksTheLargestResizedScore)
{
  for (const auto & [from, to] : examples)
  {
    const ArgmaxResize resize{5, from, to};
    const auto scores = RandomScores(resize, 1);
    std::vector<float> resized(static_cast<std::size_t>(5 * Product(to)));
    for (std::int64_t channel = 0; channel < 5; ++channel)
    {
      vox::kernels::Resize(scores.data() + channel * Product(from), from, resized.data() + channel * Product(to), to, 1,
                           1);
    }
    const auto labels = LabelsOf(resize, scores);
    const auto voxels = static_cast<std::size_t>(Product(to));
    for (std::size_t i = 0; i < voxels; ++i)
    {
      float best = resized[i];
      for (std::size_t channel = 1; channel < 5; ++channel)
      {
        best = std::max(best, resized[channel * voxels + i]);
      }
      ASSERT_NEAR(resized[static_cast<std::size_t>(labels[i]) * voxels + i], best, 1e-5) << i;
    }
  }
}

TEST(ResizeArgmax, OfOrder0TakesTheClassOfTheNearestVoxel)
{
  ArgmaxResize resize{3, {4, 5, 6}, {7, 3, 11}, {0, 0, 0}};
  const auto scores = RandomScores(resize, 2);
  const auto labels = LabelsOf(resize, scores);
  resize.outputSize = resize.inputSize;
  const auto unresized = LabelsOf(resize, scores);
  const std::vector<float> asImage(unresized.begin(), unresized.end());
  std::vector<float> expected(labels.size());
  vox::kernels::Resize(asImage.data(), {4, 5, 6}, expected.data(), {7, 3, 11}, 0, 1);
  EXPECT_EQ(std::vector<float>(labels.begin(), labels.end()), expected);
}

TEST(ResizeArgmax, DoesNotDependOnSlabsOrThreads)
{
  for (const auto & [from, to] : examples)
  {
    const ArgmaxResize resize{4, from, to};
    const auto scores = RandomScores(resize, 3);
    const auto whole = LabelsOf(resize, scores);
    EXPECT_EQ(LabelsOf(resize, scores, 7), whole);
    for (std::int64_t slice = 0; slice < to.z; ++slice)
    {
      const SliceRange needed = vox::kernels::InputSlices(resize, {slice, slice + 1});
      const std::int64_t plane = from.y * from.x;
      std::vector<float> slab;
      for (std::int64_t channel = 0; channel < resize.channels; ++channel)
      {
        const auto begin = scores.begin() + channel * from.z * plane;
        slab.insert(slab.end(), begin + needed.first * plane, begin + needed.last * plane);
      }
      std::vector<std::int32_t> labels(static_cast<std::size_t>(to.y * to.x));
      vox::kernels::ResizeArgmax(resize, {slab.data(), needed, needed.Count() * plane}, labels.data(),
                                 {slice, slice + 1}, 1);
      const auto expected = whole.begin() + slice * to.y * to.x;
      EXPECT_EQ(labels, std::vector<std::int32_t>(expected, expected + to.y * to.x)) << slice;
    }
  }
}

TEST(ResizeArgmax, GivesTiesToTheLowerClass)
{
  const ArgmaxResize resize{3, {2, 2, 2}, {3, 3, 3}};
  std::vector<float> scores(24, 0.1F);
  std::fill(scores.begin() + 8, scores.end(), 0.7F);
  EXPECT_THAT(LabelsOf(resize, scores), ::testing::Each(1));
}

TEST(ResizeArgmax, RoundsToHalfPrecisionWhereAsked)
{
  // Neighbors of 1 in half precision are 1 - 2^-11 and 1 + 2^-10; of 2^-20 (a subnormal) 2^-20 + 2^-24.
  const std::array<std::pair<float, float>, 6> pairs{{{1.0F, 1.0F + 0x1p-12F},
                                                      {1.0F, 1.0F + 0x1p-11F},
                                                      {-1.0F - 0x1p-12F, -1.0F},
                                                      {0x1p-20F, 0x1p-20F + 0x1p-26F},
                                                      {1.0F, 1.0F + 0x1.8p-11F},
                                                      {0x1p-20F, 0x1p-20F + 0x1.8p-25F}}};
  const std::array<int, 6> rounded{0, 0, 0, 0, 1, 1};
  for (std::size_t i = 0; i < pairs.size(); ++i)
  {
    ArgmaxResize resize{2, {1, 1, 1}, {1, 1, 1}};
    EXPECT_THAT(LabelsOf(resize, {pairs[i].first, pairs[i].second}), ::testing::Each(1)) << i;
    resize.roundToHalf = true;
    EXPECT_THAT(LabelsOf(resize, {pairs[i].first, pairs[i].second}), ::testing::Each(rounded[i])) << i;
  }
}

TEST(ResizeArgmax, AcceptsScoresOfMinusInfinity)
{
  const float never = -std::numeric_limits<float>::infinity();
  const ArgmaxResize resize{2, {1, 1, 3}, {1, 2, 3}};
  EXPECT_THAT(LabelsOf(resize, {never, 0, 0, 1, 1, never}), ::testing::ElementsAre(1, 1, 0, 1, 1, 0));
}

/** Smooth scores of many classes, so that few compete anywhere. */
std::vector<float>
SmoothScores(const ArgmaxResize & resize, float scale)
{
  std::vector<float> scores;
  const Size & size = resize.inputSize;
  for (std::int64_t k = 0; k < resize.channels; ++k)
  {
    const double place = static_cast<double>(k * 37 % 101) / 101.0;
    for (std::int64_t i = 0; i < Product(size); ++i)
    {
      const double y = static_cast<double>(i / size.x % size.y) / static_cast<double>(size.y);
      const double x = static_cast<double>(i % size.x) / static_cast<double>(size.x);
      const double distance = (x - place) * (x - place) + (y - place * place) * (y - place * place);
      scores.push_back(scale * static_cast<float>(std::cos(9.0 * place + 5.0 * x) - 20.0 * distance));
    }
  }
  return scores;
}

/** Interpolates and compares every class in every voxel, in the kernel's order of operations. */
std::vector<std::int32_t>
OneVoxelAtATime(const ArgmaxResize & resize, const std::vector<float> & scores)
{
  std::vector<std::int32_t> labels(static_cast<std::size_t>(Product(resize.outputSize)));
  vox::kernels::ArgmaxPoint point{resize.channels, resize.inputSize, resize.outputSize, resize.order,
                                  resize.roundToHalf};
  point.scores = scores.data();
  point.planes = resize.inputSize.z;
  point.SetDense();
  point.regionValues = resize.regionValues.empty() ? nullptr : resize.regionValues.data();
  point.labels = labels.data();
  point.outputSlices = resize.outputSize.z;
  for (std::int64_t z = 0; z < resize.outputSize.z; ++z)
  {
    for (std::int64_t y = 0; y < resize.outputSize.y; ++y)
    {
      for (std::int64_t x = 0; x < resize.outputSize.x; ++x)
      {
        point(x, y, z);
      }
    }
  }
  return labels;
}

TEST(ResizeArgmax, LeavesOutNoClassThatWins)
{
  for (const bool isSmooth : {false, true})
  {
    for (const bool roundToHalf : {false, true})
    {
      for (const bool areRegions : {false, true})
      {
        ArgmaxResize resize{41, {3, 26, 40}, {5, 47, 107}};
        resize.roundToHalf = roundToHalf;
        for (std::int32_t k = 0; areRegions && k < 41; ++k)
        {
          resize.regionValues.push_back(1000 - k);
        }
        const auto scores = isSmooth ? SmoothScores(resize, 3.0F) : RandomScores(resize, 5);
        const auto expected = OneVoxelAtATime(resize, scores);
        const auto found = LabelsOf(resize, scores, 2);
        std::size_t different = 0;
        for (std::size_t i = 0; i < found.size(); ++i)
        {
          different += found[i] != expected[i];
        }
        // Compilers may fuse products into sums in one of the two: a tie in the last place may then fall otherwise.
        EXPECT_LE(different, found.size() / 50000) << isSmooth << roundToHalf << areRegions;
      }
    }
  }
}

TEST(ResizeArgmax, GivesTiesToTheLowerClassWhereOnlyTheMarginKeepsIt)
{
  // Equal after rounding to half precision, so class 0 wins, though class 1 is larger everywhere.
  ArgmaxResize resize{2, {2, 20, 20}, {3, 40, 40}};
  resize.roundToHalf = true;
  std::vector<float> scores(1600, 100.0F);
  std::fill(scores.begin() + 800, scores.end(), 100.01F);
  EXPECT_THAT(LabelsOf(resize, scores), ::testing::Each(0));
}

TEST(ResizeArgmax, RefusesSlicesThatDoNotSuffice)
{
  const ArgmaxResize resize{1, {4, 2, 2}, {8, 2, 2}};
  std::vector<float> scores(16);
  std::vector<std::int32_t> labels(32);
  try
  {
    vox::kernels::ResizeArgmax(resize, {scores.data(), {1, 4}, 16}, labels.data(), {0, 8}, 1);
    FAIL();
  }
  catch (const vox::Error & error)
  {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("found input slices [1, 4), expected at least [0, 4)"));
  }
}
} // namespace
