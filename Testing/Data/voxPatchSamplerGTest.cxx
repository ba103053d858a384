// SPDX-License-Identifier: Apache-2.0
#include "voxCaseExamples.h"
#include "voxExpectError.h"
#include "voxPatchSampler.h"

#include <cmath>
#include <map>
#include <set>

using namespace vox;
using namespace vox::testing;

namespace
{
bool
Contains(const Box & box, const Zyx<std::int64_t> & voxel)
{
  bool inside = true;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    inside = inside && voxel[axis] >= box.lower[axis] && voxel[axis] < box.upper[axis];
  }
  return inside;
}
} // namespace

TEST(IsForegroundSample, IsTheLastThirdAsNnUNetRounds)
{
  const auto forced = [](std::int64_t batchSize, double fraction) {
    std::vector<std::int64_t> result;
    for (std::int64_t i = 0; i < batchSize; ++i)
    {
      if (IsForegroundSample(i, batchSize, fraction))
      {
        result.push_back(i);
      }
    }
    return result;
  };
  EXPECT_EQ(forced(2, 0.33), (std::vector<std::int64_t>{1}));
  EXPECT_EQ(forced(9, 0.33), (std::vector<std::int64_t>{6, 7, 8}));
  EXPECT_EQ(forced(1, 0.5), (std::vector<std::int64_t>{0})); // 0.5 rounds to even, none is free
  EXPECT_TRUE(forced(4, 0.0).empty());
  EXPECT_EQ(forced(2, 1.0), (std::vector<std::int64_t>{0, 1}));
}

TEST(ChoosePatch, CoversEveryAllowedPositionAndNoOther)
{
  const TrainingCase example = ExampleCase("a", {6, 9, 8}, 1);
  // Load 5, 8, 8 for a patch of 4, 5, 8: margins of ceil(1/2), ceil(3/2), 0 voxels outside.
  std::set<std::int64_t> z;
  std::set<std::int64_t> y;
  std::set<std::int64_t> x;
  for (std::uint64_t seed = 0; seed < 300; ++seed)
  {
    Random random(seed);
    const Box box = ChoosePatch(example, {5, 8, 8}, {4, 5, 8}, false, random);
    ASSERT_EQ(box.Size(), (Zyx<std::int64_t>{5, 8, 8}));
    z.insert(box.lower.z);
    y.insert(box.lower.y);
    x.insert(box.lower.x);
  }
  EXPECT_EQ(z, (std::set<std::int64_t>{-1, 0, 1, 2}));
  EXPECT_EQ(y, (std::set<std::int64_t>{-2, -1, 0, 1, 2, 3}));
  EXPECT_EQ(x, (std::set<std::int64_t>{0}));
}

TEST(ChoosePatch, DrawsAllPositionsAlike)
{
  const TrainingCase example = ExampleCase("a", {6, 9, 8}, 1);
  constexpr int samples = 6000;
  std::map<std::int64_t, int> counts;
  for (std::uint64_t seed = 0; seed < samples; ++seed)
  {
    Random random(seed);
    ++counts[ChoosePatch(example, {5, 8, 8}, {4, 5, 8}, false, random).lower.y];
  }
  ASSERT_EQ(counts.size(), 6U);
  for (const auto & [position, count] : counts)
  {
    EXPECT_NEAR(count / double{samples}, 1.0 / 6.0, 5.0 * std::sqrt(5.0 / 36.0 / samples)) << position;
  }
}

TEST(ChoosePatch, PadsAVolumeSmallerThanThePatchOnBothSides)
{
  const TrainingCase example = ExampleCase("a", {6, 9, 8}, 1);
  for (std::uint64_t seed = 0; seed < 50; ++seed)
  {
    Random random(seed);
    const Box box = ChoosePatch(example, {11, 12, 20}, {11, 12, 20}, false, random);
    // 5 voxels are missing in z: 3 before (and so 2 behind) up to 2 before; 3 in y; 12 in x, 6 on either side.
    EXPECT_GE(box.lower.z, -3);
    EXPECT_LE(box.lower.z, -2);
    EXPECT_EQ(box.lower.x, -6);
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      EXPECT_LE(box.lower[axis], 0);
      EXPECT_GE(box.upper[axis], example.labels.size(static_cast<std::int64_t>(axis)));
    }
  }
}

TEST(ChoosePatch, CentresAForcedSampleOnAStoredVoxelOfEachStructureAlike)
{
  TrainingCase example = ExampleCase("a", {40, 50, 60}, 1);
  example.locations = {at::tensor({20, 25, 30}, at::kInt).view({1, 3}),
                       at::empty({0, 3}, at::kInt), // absent: never drawn
                       at::tensor({20, 25, 31, 20, 25, 32}, at::kInt).view({2, 3})};
  std::map<std::int64_t, int> counts;
  for (std::uint64_t seed = 0; seed < 1000; ++seed)
  {
    Random random(seed);
    const Box box = ChoosePatch(example, {8, 9, 10}, {8, 9, 10}, true, random);
    ASSERT_EQ(box.lower.z, 20 - 4);
    ASSERT_EQ(box.lower.y, 25 - 4);
    ++counts[box.lower.x + 5];
  }
  EXPECT_EQ(counts.size(), 3U);
  EXPECT_NEAR(counts[30] / 1000.0, 0.5, 0.08); // five standard errors
  EXPECT_NEAR(counts[31] / 1000.0, 0.25, 0.07);
}

TEST(ChoosePatch, KeepsAForcedSampleFromReachingOutBelowButNotAbove)
{
  TrainingCase example = ExampleCase("a", {10, 10, 10}, 1);
  example.locations = {at::tensor({0, 9, 5}, at::kInt).view({1, 3})};
  Random random(1);
  const Box box = ChoosePatch(example, {6, 6, 6}, {6, 6, 6}, true, random);
  EXPECT_EQ(box.lower, (Zyx<std::int64_t>{0, 6, 2})); // 0 - 3 is raised to 0; 9 - 3 stays, as in nnU-Net
  EXPECT_TRUE(Contains(box, {0, 9, 5}));
}

TEST(ChoosePatch, WithoutForegroundFallsBackToARandomPosition)
{
  TrainingCase example = ExampleCase("a", {10, 10, 10}, 1);
  for (const std::vector<at::Tensor> & locations :
       {std::vector<at::Tensor>{}, std::vector<at::Tensor>{at::empty({0, 3}, at::kInt)}})
  {
    example.locations = locations;
    Random forced(4);
    Random plain(4);
    EXPECT_EQ(ChoosePatch(example, {6, 6, 6}, {5, 5, 5}, true, forced),
              ChoosePatch(example, {6, 6, 6}, {5, 5, 5}, false, plain));
  }
}

TEST(ChoosePatch, UnderAnIgnoreLabelCentresOnAnAnnotatedVoxelUnlessForced)
{
  TrainingCase example = WithAnnotated(ExampleCase("a", {40, 50, 60}, 1), {{20, 25, 40}, {20, 25, 41}});
  example.locations = {at::tensor({20, 25, 30}, at::kInt).view({1, 3}), at::empty({0, 3}, at::kInt)};
  const auto draw = [&](bool forced, std::uint64_t seed) {
    Random random(seed);
    return ChoosePatch(example, {8, 9, 10}, {6, 7, 8}, forced, random).lower.x + 5;
  };
  constexpr int samples = 1000;
  int first = 0;
  for (std::uint64_t seed = 0; seed < samples; ++seed)
  {
    const std::int64_t x = draw(false, seed);
    ASSERT_TRUE(x == 40 || x == 41);
    first += x == 40 ? 1 : 0;
    ASSERT_EQ(draw(true, seed), 30); // annotated voxels do not count among the structures
  }
  EXPECT_NEAR(first / double{samples}, 0.5, 0.08); // five standard errors
  example.locations[0] = at::empty({0, 3}, at::kInt);
  EXPECT_GE(draw(true, 1), 40); // nothing else is there
}

TEST(ChoosePatch, WithNothingAnnotatedFallsBackToARandomPosition)
{
  const TrainingCase plain = ExampleCase("a", {10, 10, 10}, 1);
  const TrainingCase empty = WithAnnotated(plain, {});
  Random a(4);
  Random b(4);
  EXPECT_EQ(ChoosePatch(empty, {6, 6, 6}, {5, 5, 5}, false, a), ChoosePatch(plain, {6, 6, 6}, {5, 5, 5}, false, b));
}

TEST(ChoosePatch, RefusesALocationOutsideTheVolume)
{
  TrainingCase example = ExampleCase("a", {10, 11, 12}, 1);
  example.locations = {at::tensor({3, 11, 5}, at::kInt).view({1, 3})};
  Random random(1);
  VOX_EXPECT_ERROR((void)ChoosePatch(example, {6, 6, 6}, {6, 6, 6}, true, random), ErrorKind::BadInput,
                   "found voxel (3, 11, 5), expected one inside the size 10x11x12");
}

TEST(CutPatch, CopiesTheBoxAndPadsOutside)
{
  const TrainingCase example = WithPreviousStage(ExampleCase("a", {6, 7, 8}, 1, 2));
  const Patch patch = CutPatch(example, {{-1, 2, 3}, {4, 9, 8}});
  EXPECT_TRUE(
      at::equal(patch.image.slice(1, 1, 5).slice(2, 0, 5), example.image.slice(1, 0, 4).slice(2, 2, 7).slice(3, 3, 8)));
  EXPECT_TRUE(at::equal(patch.labels.slice(0, 1, 5).slice(1, 0, 5),
                        example.labels.slice(0, 0, 4).slice(1, 2, 7).slice(2, 3, 8)));
  EXPECT_EQ(patch.image.slice(1, 0, 1).abs().max().item<float>(), 0.0F);
  EXPECT_EQ(patch.image.slice(2, 5, 7).abs().max().item<float>(), 0.0F);
  EXPECT_EQ(patch.labels.slice(1, 5, 7).max().item<int>(), -1);
  EXPECT_TRUE(at::equal(patch.previousStage.slice(0, 1, 5).slice(1, 0, 5),
                        example.previousStage.slice(0, 0, 4).slice(1, 2, 7).slice(2, 3, 8)));
  EXPECT_EQ(patch.previousStage.slice(1, 5, 7).max().item<int>(), -1);
}
