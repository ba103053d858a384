// SPDX-License-Identifier: Apache-2.0
#include "voxArgmaxPoint.h"

#include "voxForEachIndex.h"
#include "voxRandomValues.h"
#include "voxResample.h"
#include "voxResampleArgmax.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace
{
using vox::kernels::ArgmaxPoint;
using vox::kernels::ArgmaxResize;
using Size = vox::Zyx<std::int64_t>;
using Labels = std::vector<std::int32_t>;

ArgmaxPoint
PointOf(const ArgmaxResize & resize, const std::vector<float> & scores, Labels & labels)
{
  labels.assign(static_cast<std::size_t>(Product(resize.outputSize)), -7);
  ArgmaxPoint point;
  point.channels = resize.channels;
  point.inputSize = resize.inputSize;
  point.outputSize = resize.outputSize;
  point.order = resize.order;
  point.roundToHalf = resize.roundToHalf;
  point.scores = scores.data();
  point.planes = resize.inputSize.z;
  point.SetDense();
  point.regionValues = resize.regionValues.empty() ? nullptr : resize.regionValues.data();
  point.labels = labels.data();
  point.outputSlices = resize.outputSize.z;
  return point;
}

Labels
Pointwise(const ArgmaxResize & resize, const std::vector<float> & scores)
{
  Labels labels;
  vox::kernels::ForEachIndex(PointOf(resize, scores, labels), 2);
  return labels;
}

Labels
Tuned(const ArgmaxResize & resize, const std::vector<float> & scores)
{
  Labels labels(static_cast<std::size_t>(Product(resize.outputSize)));
  vox::kernels::ResizeArgmax(resize, {scores.data(), {0, resize.inputSize.z}, Product(resize.inputSize)}, labels.data(),
                             {0, resize.outputSize.z}, 1);
  return labels;
}

/** The tuned kernel may use fused multiply-adds, so scores that are equal to 1e-5 may go either way. */
void
ExpectSameChoice(const ArgmaxResize & resize, const std::vector<float> & scores)
{
  const auto outputs = static_cast<std::size_t>(Product(resize.outputSize));
  std::vector<float> resized(static_cast<std::size_t>(resize.channels) * outputs);
  for (std::int64_t k = 0; k < resize.channels; ++k)
  {
    vox::kernels::Resize(scores.data() + k * Product(resize.inputSize), resize.inputSize,
                         resized.data() + k * Product(resize.outputSize), resize.outputSize, 1, 1);
  }
  const Labels found = Pointwise(resize, scores);
  const Labels expected = Tuned(resize, scores);
  for (std::size_t i = 0; i < outputs; ++i)
  {
    const auto score = [&](std::int32_t label) { return resized[static_cast<std::size_t>(label) * outputs + i]; };
    ASSERT_TRUE(found[i] == expected[i] || std::fabs(score(found[i]) - score(expected[i])) < 1e-5F)
        << "voxel " << i << ": " << found[i] << " instead of " << expected[i];
  }
}

const std::array<std::pair<Size, Size>, 5> examples{{{{7, 9, 8}, {11, 6, 10}},
                                                     {{8, 6, 10}, {4, 13, 25}},
                                                     {{1, 12, 9}, {1, 5, 13}},
                                                     {{4, 5, 6}, {4, 5, 6}},
                                                     {{3, 40, 50}, {5, 90, 130}}}};

TEST(ArgmaxPoint, ChoosesAsTheTunedKernel)
{
  for (const auto & [from, to] : examples)
  {
    const ArgmaxResize resize{.channels = 5, .inputSize = from, .outputSize = to};
    ExpectSameChoice(resize, vox::testing::NormalValues(5 * Product(from), 1));
  }
}

/** Scores that are small whole numbers, weights that are halves: both kernels compute without rounding. */
std::vector<float>
WholeScores(std::int64_t count, std::uint64_t seed)
{
  std::vector<float> scores = vox::testing::NormalValues(count, seed, 0.0F, 3.0);
  for (float & score : scores)
  {
    score = std::nearbyint(score);
  }
  return scores;
}

TEST(ArgmaxPoint, EqualsTheTunedKernelWhereNothingIsRounded)
{
  ArgmaxResize resize{.channels = 6, .inputSize = {6, 8, 10}, .outputSize = {12, 4, 20}};
  const auto scores = WholeScores(6 * Product(resize.inputSize), 2);
  EXPECT_EQ(Pointwise(resize, scores), Tuned(resize, scores));
  resize.roundToHalf = true;
  EXPECT_EQ(Pointwise(resize, scores), Tuned(resize, scores));
  resize.order = {0, 1, 1};
  EXPECT_EQ(Pointwise(resize, scores), Tuned(resize, scores));
  resize.order = {0, 0, 0};
  EXPECT_EQ(Pointwise(resize, scores), Tuned(resize, scores));
}

TEST(ArgmaxPoint, PaintsRegionsAsTheTunedKernel)
{
  const ArgmaxResize resize{
      .channels = 3, .inputSize = {5, 8, 10}, .outputSize = {10, 16, 5}, .regionValues = {2, 1, 7}};
  const auto scores = WholeScores(3 * Product(resize.inputSize), 3);
  const Labels labels = Pointwise(resize, scores);
  EXPECT_EQ(labels, Tuned(resize, scores));
  EXPECT_THAT(labels, ::testing::AllOf(::testing::Contains(0), ::testing::Contains(2), ::testing::Contains(1),
                                       ::testing::Contains(7)));
}

TEST(ArgmaxPoint, ReadsRingsAndSlabs)
{
  const ArgmaxResize resize{.channels = 3, .inputSize = {9, 4, 5}, .outputSize = {13, 6, 7}};
  const auto scores = vox::testing::NormalValues(3 * Product(resize.inputSize), 4);
  const Labels whole = Pointwise(resize, scores);
  const std::int64_t plane = 4 * 5;
  for (std::int64_t slice = 0; slice < 13; ++slice)
  {
    const vox::kernels::SliceRange needed = vox::kernels::InputSlices(resize, {slice, slice + 1});
    for (const bool ring : {true, false})
    {
      Labels labels;
      ArgmaxPoint point = PointOf(resize, scores, labels);
      point.planes = ring ? 4 : needed.last - needed.first;
      point.firstSlice = ring ? 0 : needed.first;
      point.SetDense();
      std::vector<float> kept(static_cast<std::size_t>(3 * point.planes * plane), std::nanf(""));
      for (std::int64_t k = 0; k < 3; ++k)
      {
        for (std::int64_t z = needed.first; z < needed.last; ++z)
        {
          std::copy_n(scores.begin() + (k * 9 + z) * plane, plane,
                      kept.begin() + (k * point.planes + (z - point.firstSlice) % point.planes) * plane);
        }
      }
      point.scores = kept.data();
      point.firstOutputSlice = slice;
      point.outputSlices = 1;
      vox::kernels::ForEachIndex(point, 1);
      labels.resize(6 * 7);
      EXPECT_EQ(labels, Labels(whole.begin() + slice * 42, whole.begin() + (slice + 1) * 42)) << slice << ", " << ring;
    }
  }
}

TEST(ArgmaxPoint, ReadsTheInnerPartOfAPaddedRing)
{
  const ArgmaxResize resize{.channels = 2, .inputSize = {3, 4, 5}, .outputSize = {6, 8, 10}};
  const auto scores = vox::testing::NormalValues(2 * Product(resize.inputSize), 5);
  const Size padded{6, 7, 9};
  const Size below{2, 1, 3};
  std::vector<float> ring(static_cast<std::size_t>(2 * Product(padded)), std::nanf(""));
  for (std::int64_t row = 0; row < 2 * 3 * 4; ++row)
  {
    const Size at{row / 4 % 3 + below.z, row % 4 + below.y, below.x};
    std::copy_n(scores.begin() + row * 5, 5,
                ring.begin() + ((row / 12 * padded.z + at.z) * padded.y + at.y) * padded.x + at.x);
  }
  Labels labels;
  ArgmaxPoint point = PointOf(resize, scores, labels);
  point.scores = ring.data() + below.y * padded.x + below.x;
  point.firstSlice = -below.z;
  point.planes = padded.z;
  point.rowStride = padded.x;
  point.sliceStride = padded.y * padded.x;
  point.channelStride = Product(padded);
  vox::kernels::ForEachIndex(point, 1);
  EXPECT_EQ(labels, Pointwise(resize, scores));
}

TEST(ArgmaxPoint, AcceptsScoresOfMinusInfinity)
{
  const float never = -std::numeric_limits<float>::infinity();
  const ArgmaxResize resize{.channels = 2, .inputSize = {1, 1, 3}, .outputSize = {1, 2, 3}};
  EXPECT_THAT(Pointwise(resize, {never, 0, 0, 1, 1, never}), ::testing::ElementsAre(1, 1, 0, 1, 1, 0));
}
} // namespace
