// SPDX-License-Identifier: Apache-2.0
#include "voxBinaryExamples.h"
#include "voxBinaryMorphology.h"
#include "voxPreviousStage.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

using namespace vox;
using namespace vox::testing;

namespace
{
/** Only dilation and its kin, or only the removal of components, in every sample and label. */
AugmentationOptions
Always(bool morphology)
{
  AugmentationOptions options;
  options.previousStageMorphologyProbability = morphology ? 1.0 : 0.0;
  options.previousStageMorphologyLabelProbability = 1.0;
  options.previousStageRemovalProbability = morphology ? 0.0 : 1.0;
  options.previousStageRemovalLabelProbability = 1.0;
  return options;
}

/** Two cubes of 5^3 voxels side by side. */
std::vector<BinaryVolume>
TwoCubes()
{
  const auto cube = [](std::int64_t first) {
    return VolumeWhere({15, 15, 15}, [=](auto z, auto y, auto x) {
      return z >= 5 && z < 10 && y >= 5 && y < 10 && x >= first && x < first + 5;
    });
  };
  return {cube(2), cube(7)};
}

/** How often each of the masks changes, of `count` samples. */
std::vector<double>
ShareOfChanges(const std::vector<BinaryVolume> & masks, const AugmentationOptions & options, int count)
{
  std::vector<double> shares(masks.size());
  for (int seed = 0; seed < count; ++seed)
  {
    Random random(static_cast<std::uint64_t>(seed));
    std::vector<BinaryVolume> changed = masks;
    DisturbPreviousStage(changed, options, random);
    for (std::size_t i = 0; i < masks.size(); ++i)
    {
      shares[i] += changed[i] == masks[i] ? 0.0 : 1.0 / count;
    }
  }
  return shares;
}
} // namespace

TEST(PreviousStageMasks, HaveOneMaskForEachLabelInTheGivenOrder)
{
  const at::Tensor labels = at::tensor({2, -1, 0, 7, 1, 2}, at::kShort).view({1, 2, 3});
  const std::vector<BinaryVolume> masks = PreviousStageMasks(labels, {2, 1, 300});
  ASSERT_EQ(masks.size(), 3U);
  EXPECT_EQ(ValuesOf(masks[0]), (std::vector<float>{1, 0, 0, 0, 0, 1}));
  EXPECT_EQ(ValuesOf(masks[1]), (std::vector<float>{0, 0, 0, 0, 1, 0}));
  EXPECT_EQ(ValuesOf(masks[2]), (std::vector<float>{0, 0, 0, 0, 0, 0}));
}

TEST(PreviousStageMasks, ReadRowsOfAnyLengthAndAnyLayout)
{
  for (const std::int64_t length : {1, 63, 64, 65, 129})
  {
    const at::Tensor labels = at::arange(2 * 3 * length, at::kShort).remainder(3).view({2, length, 3}).transpose(1, 2);
    const std::vector<float> values = ValuesOf(PreviousStageMasks(labels, {1})[0]);
    const at::Tensor expected = (labels == 1).to(at::kFloat).contiguous();
    EXPECT_TRUE(at::equal(at::tensor(values).view({2, 3, length}), expected)) << length;
  }
}

TEST(DisturbPreviousStage, ChangesNothingWhenSwitchedOff)
{
  AugmentationOptions options = Always(true);
  options.enabled = false;
  EXPECT_EQ(ShareOfChanges(TwoCubes(), options, 20), (std::vector<double>{0.0, 0.0}));
  options = {};
  options.previousStageMorphologyProbability = options.previousStageRemovalProbability = 0.0;
  EXPECT_EQ(ShareOfChanges(TwoCubes(), options, 20), (std::vector<double>{0.0, 0.0}));
}

TEST(DisturbPreviousStage, DependsOnTheRandomNumbersOnly)
{
  const auto run = [](std::uint64_t seed) {
    std::vector<BinaryVolume> masks = TwoCubes();
    Random random(seed);
    DisturbPreviousStage(masks, Always(true), random);
    return masks;
  };
  EXPECT_EQ(run(3), run(3));
  std::set<std::int64_t> counts;
  for (std::uint64_t seed = 0; seed < 10; ++seed)
  {
    counts.insert(CountOf(run(seed)[0]));
  }
  EXPECT_GT(counts.size(), 3U);
}

TEST(DisturbPreviousStage, DilatesErodesClosesAndOpensAlike)
{
  // One mask and one radius: what can come out is known.
  AugmentationOptions options = Always(true);
  options.previousStageMorphologyRadiusVoxels = {2.0, 2.0};
  const BinaryVolume mask = VolumeWhere({20, 30, 70}, IsInExample);
  const StructuringElement ball = BallElement(2.0);
  const std::vector<BinaryVolume> possible{Dilate(mask, ball), Erode(mask, ball), Close(mask, ball), Open(mask, ball)};
  std::vector<int> counts(possible.size());
  constexpr int samples = 400;
  for (std::uint64_t seed = 0; seed < samples; ++seed)
  {
    std::vector<BinaryVolume> masks{mask};
    Random random(seed);
    DisturbPreviousStage(masks, options, random);
    const auto found = std::find(possible.begin(), possible.end(), masks[0]);
    ASSERT_NE(found, possible.end());
    ++counts[static_cast<std::size_t>(found - possible.begin())];
  }
  for (const int count : counts)
  {
    EXPECT_NEAR(count / double{samples}, 0.25, 5.0 * std::sqrt(0.25 * 0.75 / samples));
  }
}

TEST(DisturbPreviousStage, UsesADiskInOneSlice)
{
  AugmentationOptions options = Always(true);
  options.previousStageMorphologyRadiusVoxels = {1.7, 1.7}; // disk and ball differ within a slice
  const BinaryVolume mask = VolumeWhere({1, 30, 70}, [](auto, auto y, auto x) { return IsInExample(9, y, x); });
  const StructuringElement disk = DiskElement(1.7);
  for (std::uint64_t seed = 0; seed < 20; ++seed)
  {
    std::vector<BinaryVolume> masks{mask};
    Random random(seed);
    DisturbPreviousStage(masks, options, random);
    EXPECT_TRUE(masks[0] == Dilate(mask, disk) || masks[0] == Erode(mask, disk) || masks[0] == Close(mask, disk) ||
                masks[0] == Open(mask, disk));
  }
}

TEST(DisturbPreviousStage, TakesGainedVoxelsFromTheOtherMasks)
{
  const std::vector<BinaryVolume> cubes = TwoCubes();
  int grown = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed)
  {
    std::vector<BinaryVolume> masks = cubes;
    Random random(seed);
    DisturbPreviousStage(masks, Always(true), random);
    for (std::size_t word = 0; word < masks[0].Words().size(); ++word)
    {
      ASSERT_EQ(masks[0].Words()[word] & masks[1].Words()[word], 0U); // disjoint before, disjoint after
    }
    grown += CountOf(masks[0]) > 125 || CountOf(masks[1]) > 125 ? 1 : 0;
  }
  EXPECT_GT(grown, 10);
}

TEST(DisturbPreviousStage, RunsAsOftenAsItsProbabilitiesSay)
{
  constexpr int samples = 1000;
  const double allowed = 5.0 * std::sqrt(0.25 / samples);
  AugmentationOptions options = Always(true); // an isolated voxel always changes: dilated or eroded away ...
  options.previousStageMorphologyRadiusVoxels = {1.0, 1.0};
  options.previousStageMorphologyProbability = 0.4;
  options.previousStageMorphologyLabelProbability = 0.5;
  const auto point = [](std::int64_t at) {
    return VolumeWhere({9, 9, 9}, [=](auto... index) { return ((index == at) && ...); });
  };
  for (const double share : ShareOfChanges({point(1), point(7)}, options, samples))
  {
    EXPECT_NEAR(share, 0.4 * 0.5 * 0.75, allowed); // ... or opened; closing gives it back
  }
  options = Always(false);
  options.previousStageRemovalProbability = 0.6;
  options.previousStageRemovalLabelProbability = 0.5;
  for (const double share : ShareOfChanges({point(1), point(7)}, options, samples))
  {
    EXPECT_NEAR(share, 0.6 * 0.5, allowed);
  }
}

TEST(DisturbPreviousStage, RemovesOneSmallComponentEachAlike)
{
  // Components of 10, 1 and 3 of 100 voxels, of which those under 10 % may go.
  AugmentationOptions options = Always(false);
  options.previousStageRemovalLargestShare = 0.1;
  const BinaryVolume mask = VolumeWhere(
      {1, 1, 100}, [](auto, auto, auto x) { return (x >= 10 && x < 20) || x == 50 || (x >= 70 && x < 73); });
  int smallest = 0;
  constexpr int samples = 400;
  for (std::uint64_t seed = 0; seed < samples; ++seed)
  {
    std::vector<BinaryVolume> masks{mask};
    Random random(seed);
    DisturbPreviousStage(masks, options, random);
    const std::int64_t left = CountOf(masks[0]);
    ASSERT_TRUE(left == 13 || left == 11) << left;
    smallest += left == 13 ? 1 : 0;
  }
  EXPECT_NEAR(smallest / double{samples}, 0.5, 5.0 * std::sqrt(0.25 / samples));

  options.previousStageRemovalLargestShare = 0.01; // not one is smaller than 1 voxel
  EXPECT_EQ(ShareOfChanges({mask}, options, 20), (std::vector<double>{0.0}));
}
