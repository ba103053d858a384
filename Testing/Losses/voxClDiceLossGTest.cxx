// SPDX-License-Identifier: Apache-2.0
#include "voxClDiceLoss.h"
#include "voxSoftSkeleton.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

namespace
{

using vox::ClDiceLoss;
using vox::SoftSkeleton;

/** A mask of one slice [1, 1, H, W] with a box of ones. */
at::Tensor
Box(std::int64_t height, std::int64_t width, std::int64_t top, std::int64_t bottom, std::int64_t left,
    std::int64_t right)
{
  at::Tensor mask = at::zeros({1, 1, height, width}, at::kDouble);
  mask.slice(2, top, bottom).slice(3, left, right).fill_(1.0);
  return mask;
}

/** Logits of two classes that are certain of this mask. */
at::Tensor
CertainOf(const at::Tensor & mask)
{
  return at::cat({at::zeros_like(mask), 80.0 * mask - 40.0}, 1);
}

at::Tensor
LabelsOf(const at::Tensor & mask)
{
  return mask.select(1, 0).to(at::kLong);
}

} // namespace

TEST(SoftSkeleton, OfABarIsItsCenterLine)
{
  const at::Tensor bar = Box(7, 11, 2, 5, 1, 10); // 3 x 9
  const at::Tensor expected = Box(7, 11, 3, 4, 2, 9);
  EXPECT_TRUE(at::equal(SoftSkeleton(bar, 1), expected));
  EXPECT_TRUE(at::equal(SoftSkeleton(bar, 9), expected));
  EXPECT_EQ(SoftSkeleton(bar, 0).sum().item<double>(), 0.0); // an opening takes nothing of it away
  EXPECT_TRUE(at::equal(SoftSkeleton(expected, 3), expected));
}

TEST(SoftSkeleton, OfASliceIsThatOfAVolumeOfOneVoxelDepth)
{
  const at::Tensor maps = at::rand({2, 3, 6, 7}, at::kDouble);
  EXPECT_TRUE(at::equal(SoftSkeleton(maps, 3), SoftSkeleton(maps.unsqueeze(2), 3).squeeze(2)));
}

TEST(SoftSkeleton, OfWhatIsNotIgnoredIsThatOfThePartCutOut)
{
  const at::Tensor maps = at::rand({1, 2, 4, 6, 9}, at::kDouble);
  at::Tensor ignored = at::zeros({1, 1, 4, 6, 9}, at::kBool);
  ignored.slice(4, 5).fill_(true);
  EXPECT_TRUE(at::equal(SoftSkeleton(maps, 2, ignored).slice(4, 0, 5), SoftSkeleton(maps.slice(4, 0, 5), 2)));
}

TEST(ClDiceLoss, IsThatWorkedOutByHand)
{
  // Reference 3 x 3 with its center as skeleton, prediction the middle row: T = (3 + 1) / (5 + 1), S = (1 + 1) / (1 +
  // 1).
  const at::Tensor labels = LabelsOf(Box(5, 5, 1, 4, 1, 4));
  const at::Tensor logits = CertainOf(Box(5, 5, 2, 3, 0, 5));
  EXPECT_NEAR(ClDiceLoss(logits, labels, {.weightDice = 0.0}).item<double>(), 0.2, 1e-6);
  EXPECT_NEAR(ClDiceLoss(logits, labels).item<double>(), 0.366667, 1e-6);
  EXPECT_NEAR(ClDiceLoss(logits, labels, {.weightDice = 1.0}).item<double>(), 1.0 - 7.0 / 15.0, 1e-6);
}

TEST(ClDiceLoss, MindsAGapMoreThanAThinnerWall)
{
  const at::Tensor vessel = Box(9, 15, 3, 6, 0, 15);
  at::Tensor broken = vessel.clone();
  broken.slice(3, 6, 8).zero_();                   // 6 voxels less
  const at::Tensor thin = Box(9, 15, 4, 5, 0, 15); // 30 voxels less
  const auto value = [&](const at::Tensor & predicted) {
    return ClDiceLoss(CertainOf(predicted), LabelsOf(vessel), {.weightDice = 0.0}).item<double>();
  };
  EXPECT_NEAR(value(vessel), 0.0, 1e-6);
  EXPECT_NEAR(value(thin), 0.0, 1e-6);
  EXPECT_GT(value(broken), 0.05);
}

TEST(ClDiceLoss, OfAnAbsentClassThatIsNotPredictedIsZero)
{
  const at::Tensor nothing = at::zeros({1, 1, 5, 5}, at::kDouble);
  EXPECT_NEAR(ClDiceLoss(CertainOf(nothing), LabelsOf(nothing)).item<double>(), 0.0, 1e-6);
  EXPECT_NEAR(ClDiceLoss(CertainOf(nothing), LabelsOf(nothing), {.smooth = 0.0, .weightDice = 0.0}).item<double>(), 1.0,
              1e-6);
}
