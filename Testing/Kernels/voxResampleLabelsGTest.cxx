// SPDX-License-Identifier: Apache-2.0
#include "voxResampleLabels.h"

#include "voxDirectResize.h"
#include "voxError.h"
#include "voxRandom.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <set>

namespace
{
using vox::Zyx;
using Size = Zyx<std::int64_t>;
using Labels = std::vector<std::int16_t>;

Labels
Resized(const Labels & input, const Size & from, const Size & to, const Zyx<int> & order = {1, 1, 1}, int threads = 1)
{
  Labels output(static_cast<std::size_t>(Product(to)));
  vox::kernels::ResizeLabels(input.data(), from, output.data(), to, order, threads);
  return output;
}

Labels
RandomLabels(const Size & size, std::int64_t labels, std::uint64_t seed)
{
  vox::Random random(seed);
  Labels volume(static_cast<std::size_t>(Product(size)));
  for (auto & label : volume)
  {
    label = static_cast<std::int16_t>(random.Integer(-1, labels - 2));
  }
  return volume;
}

/** The rule as it is written down: one mask per label, resized as a whole. */
Labels
ArgmaxOfMasks(const Labels & input, const Size & from, const Size & to)
{
  const auto nearest = vox::testing::DirectResize(input.data(), from, 0).To(to);
  Labels winner(nearest.size());
  std::vector<double> best(nearest.size(), -1.0);
  std::vector<double> nearestScore(nearest.size());
  for (const std::int16_t label : std::set<std::int16_t>(input.begin(), input.end()))
  {
    std::vector<double> mask;
    std::transform(input.begin(), input.end(), std::back_inserter(mask), [&](auto value) { return value == label; });
    const auto scores = vox::testing::DirectResize(mask.data(), from, 1).To(to);
    for (std::size_t i = 0; i < scores.size(); ++i)
    {
      if (scores[i] > best[i])
      {
        best[i] = scores[i];
        winner[i] = label;
      }
      nearestScore[i] = nearest[i] == label ? scores[i] : nearestScore[i];
    }
  }
  for (std::size_t i = 0; i < winner.size(); ++i)
  {
    winner[i] = nearestScore[i] == best[i] ? static_cast<std::int16_t>(nearest[i]) : winner[i];
  }
  return winner;
}

const std::array<std::pair<Size, Size>, 6> examples{{{{7, 9, 8}, {11, 6, 10}},
                                                     {{8, 6, 10}, {4, 3, 5}},
                                                     {{4, 3, 5}, {8, 6, 10}},
                                                     {{1, 12, 9}, {1, 5, 13}},
                                                     {{6, 6, 6}, {6, 9, 6}},
                                                     {{2, 1, 3}, {5, 1, 1}}}};

TEST(ResizeLabels, ToTheSameSizeIsTheIdentity)
{
  const Labels input = RandomLabels({5, 6, 7}, 5, 1);
  EXPECT_EQ(Resized(input, {5, 6, 7}, {5, 6, 7}), input);
}

TEST(ResizeLabels, IsTheArgmaxOfTheResizedMasksVoxelForVoxel)
{
  for (const auto & [from, to] : examples)
  {
    for (const std::int64_t labels : {2, 4, 40})
    {
      const Labels input = RandomLabels(from, labels, 2);
      EXPECT_EQ(Resized(input, from, to), ArgmaxOfMasks(input, from, to)) << from.z << "x" << from.y << "x" << from.x;
    }
  }
}

TEST(ResizeLabels, FollowsARenamingThatKeepsTheOrder)
{
  Labels input = RandomLabels({7, 9, 8}, 4, 3);
  Labels expected = Resized(input, {7, 9, 8}, {5, 13, 12});
  for (Labels * const volume : {&input, &expected})
  {
    std::transform(volume->begin(), volume->end(), volume->begin(), [](auto label) { return label * 100 + 7; });
  }
  EXPECT_EQ(Resized(input, {7, 9, 8}, {5, 13, 12}), expected);
}

TEST(ResizeLabels, DoesNotDependOnTheNumberOfThreads)
{
  const Labels input = RandomLabels({9, 20, 11}, 6, 4);
  const Labels one = Resized(input, {9, 20, 11}, {21, 13, 30});
  EXPECT_EQ(Resized(input, {9, 20, 11}, {21, 13, 30}, {1, 1, 1}, 5), one);
}

TEST(ResizeLabels, GivesATieToTheNearestVoxel)
{
  // Halving puts the only sample on the edge between the two; SciPy's nearest voxel of it is the upper one.
  EXPECT_THAT(Resized({2, 1}, {1, 1, 2}, {1, 1, 1}), ::testing::ElementsAre(1));
  EXPECT_THAT(Resized({1, 2}, {1, 1, 2}, {1, 1, 1}), ::testing::ElementsAre(2));
}

TEST(ResizeLabels, GivesATieWithoutTheNearestVoxelToTheSmallestLabel)
{
  EXPECT_THAT(Resized({5, 3, 5, 3, 5, 3, 9, 9}, {2, 2, 2}, {1, 1, 1}), ::testing::ElementsAre(3));
  EXPECT_THAT(Resized({3, 5, 3, 5, 3, 5, 9, 9}, {2, 2, 2}, {1, 1, 1}), ::testing::ElementsAre(3));
}

TEST(ResizeLabels, TreatsTheOutsideAsAClass)
{
  EXPECT_THAT(Resized({-1, -1, 0, -1}, {1, 2, 2}, {1, 1, 1}), ::testing::ElementsAre(-1));
}

TEST(ResizeLabels, TakesTheNearestSliceAlongAnAxisOfOrder0)
{
  const Size from{5, 6, 7};
  const Labels input = RandomLabels(from, 4, 5);
  const Labels result = Resized(input, from, {9, 8, 5}, {0, 1, 1});
  const std::array<std::size_t, 9> source{0, 0, 1, 1, 2, 3, 3, 4, 4};
  for (std::size_t slice = 0; slice < source.size(); ++slice)
  {
    const auto begin = input.begin() + static_cast<std::ptrdiff_t>(source[slice] * 42);
    const Labels expected = Resized({begin, begin + 42}, {1, 6, 7}, {1, 8, 5});
    const auto found = result.begin() + static_cast<std::ptrdiff_t>(slice * 40);
    EXPECT_EQ(Labels(found, found + 40), expected) << slice;
  }
}

TEST(ResizeLabels, RefusesOtherOrders)
{
  Labels volume(8);
  try
  {
    vox::kernels::ResizeLabels(volume.data(), {2, 2, 2}, volume.data(), {2, 2, 1}, {1, 1, 3}, 1);
    FAIL();
  }
  catch (const vox::Error & error)
  {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("order 3"));
  }
}
} // namespace
