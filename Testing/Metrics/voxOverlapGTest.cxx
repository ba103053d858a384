// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxMaskExamples.h"
#include "voxOverlap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace
{

using namespace vox;
using namespace vox::testing;
using ::testing::ElementsAre;

Volume
Row(std::vector<std::int32_t> labels)
{
  return LabelVolume(at::tensor(labels, at::kInt).view({1, 1, -1}));
}

TEST(CountOverlap, CountsEachPairOfValues)
{
  const std::vector<std::int64_t> allowed{7, 2};
  const LabelOverlap overlap = CountOverlap(Row({0, 2, 2, 7, 7, 7}), Row({2, 2, 0, 7, 7, 2}), allowed);
  EXPECT_THAT(overlap.values, ElementsAre(0, 2, 7));
  EXPECT_THAT(overlap.counts, ElementsAre(0, 1, 0, 1, 1, 0, 0, 1, 2));
}

TEST(CountOverlap, ConfusionCountsOfARegionUniteItsValues)
{
  const std::vector<std::int64_t> allowed{1, 2, 3};
  const LabelOverlap overlap = CountOverlap(Row({0, 1, 2, 3, 3, 0, 1}), Row({0, 2, 1, 3, 0, 1, 3}), allowed);
  const std::vector<std::int64_t> region{1, 2};
  EXPECT_EQ(CountsOf(overlap, region), (ConfusionCounts{2, 1, 1, 3}));
  const std::vector<std::int64_t> all{1, 2, 3};
  EXPECT_EQ(CountsOf(overlap, all), (ConfusionCounts{4, 1, 1, 1}));
  const std::vector<std::int64_t> single{3};
  EXPECT_EQ(CountsOf(overlap, single), (ConfusionCounts{1, 1, 1, 4}));
}

TEST(CountOverlap, BoxesHoldTheValueInEitherMap)
{
  at::Tensor reference = EmptyMask({8, 9, 10});
  at::Tensor prediction = EmptyMask({8, 9, 10});
  Fill(reference, {{1, 2, 3}, {2, 4, 5}}, 1);
  Fill(prediction, {{6, 1, 4}, {8, 3, 9}}, 1);
  Fill(prediction, {{0, 8, 0}, {1, 9, 1}}, 2);
  const std::vector<std::int64_t> allowed{1, 2, 3};
  const LabelOverlap overlap = CountOverlap(LabelVolume(reference), LabelVolume(prediction), allowed);
  const auto boxOf = [&](std::vector<std::int64_t> values) { return BoxOf(overlap, values); };
  EXPECT_EQ(boxOf({1}), (Box{{1, 1, 3}, {8, 4, 9}}));
  EXPECT_EQ(boxOf({2}), (Box{{0, 8, 0}, {1, 9, 1}}));
  EXPECT_EQ(boxOf({1, 2}), (Box{{0, 1, 0}, {8, 9, 9}}));
  EXPECT_TRUE(boxOf({3}).Empty());
}

TEST(CountOverlap, IsTheSameOnAnyNumberOfThreads)
{
  const at::Tensor a = NoiseMask({70, 5, 6}, 0.4, 1) + NoiseMask({70, 5, 6}, 0.4, 2);
  const at::Tensor b = NoiseMask({70, 5, 6}, 0.4, 3) + NoiseMask({70, 5, 6}, 0.4, 4);
  const std::vector<std::int64_t> allowed{1, 2};
  const LabelOverlap alone = CountOverlap(LabelVolume(a), LabelVolume(b), allowed, std::nullopt, 1);
  const LabelOverlap together = CountOverlap(LabelVolume(a), LabelVolume(b), allowed, std::nullopt, 4);
  EXPECT_EQ(alone.counts, together.counts);
  EXPECT_EQ(alone.boxes, together.boxes);
}

TEST(CountOverlap, IgnoredVoxelsOfTheReferenceCountNowhere)
{
  const std::vector<std::int64_t> allowed{1};
  const LabelOverlap overlap = CountOverlap(Row({9, 1, 9, 0, 1}), Row({1, 1, 0, 9, 9}), allowed, 9);
  EXPECT_THAT(overlap.values, ElementsAre(0, 1));
  // The prediction's ignore label is background.
  EXPECT_THAT(overlap.counts, ElementsAre(1, 0, 1, 1));
  EXPECT_EQ(BoxOf(overlap, allowed), (Box{{0, 0, 1}, {1, 1, 5}}));
}

TEST(CountOverlap, RefusesValuesThatNoStructureHas)
{
  const std::vector<std::int64_t> allowed{1, 2};
  VOX_EXPECT_ERROR((void)CountOverlap(Row({0, 1, 5}), Row({0, 1, 1}), allowed), ErrorKind::BadInput,
                   "reference: found label value 5 at voxel (x, y, z) = (2, 0, 0), expected one of 0, 1, 2");
  VOX_EXPECT_ERROR(
      (void)CountOverlap(Row({0, 1, 1}), Row({0, -1, 1}), allowed, 4), ErrorKind::BadInput,
      "prediction: found label value -1 at voxel (x, y, z) = (1, 0, 0), expected one of 0, 1, 2 or the ignore "
      "label 4");
}

TEST(CountOverlap, RefusesOtherShapes)
{
  const std::vector<std::int64_t> allowed{1};
  VOX_EXPECT_ERROR((void)CountOverlap(Row({0, 1}), Row({0, 1, 1}), allowed), ErrorKind::BadInput,
                   "expected [1, 1, 1, 2] as the reference");
  Volume twoChannels = Row({0, 1});
  twoChannels.voxels = twoChannels.voxels.repeat({2, 1, 1, 1});
  VOX_EXPECT_ERROR((void)CountOverlap(twoChannels, Row({0, 1}), allowed), ErrorKind::BadInput,
                   "reference: found voxels of shape [2, 1, 1, 2]");
}

} // namespace
