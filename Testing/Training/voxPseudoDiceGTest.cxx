// SPDX-License-Identifier: Apache-2.0
#include "voxPseudoDice.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace
{

/** Logits whose argmax is `labels`. */
at::Tensor
LogitsOf(const at::Tensor & labels, std::int64_t classes)
{
  return at::one_hot(labels, classes).permute({0, 4, 1, 2, 3}).to(at::kFloat);
}

} // namespace

TEST(PseudoDice, PoolsVoxelsOverBatchesBeforeDividing)
{
  vox::PseudoDice dice(2);
  const at::Tensor ones = at::ones({1, 1, 1, 4}, at::kLong);
  const at::Tensor half = at::tensor({1, 1, 0, 0}, at::kLong).view({1, 1, 1, 4});
  dice.Add(LogitsOf(ones, 2), ones);
  dice.Add(LogitsOf(half, 2), ones);
  // 6 true positives, 2 false negatives: 12 / 14.
  ASSERT_EQ(dice.PerClass().size(), 1U);
  EXPECT_DOUBLE_EQ(dice.PerClass()[0], 12.0 / 14.0);
}

TEST(PseudoDice, AClassThatNeverOccursIsUndefinedAndLeftOutOfTheMean)
{
  vox::PseudoDice dice(3);
  const at::Tensor labels = at::tensor({0, 1, 1, 0}, at::kLong).view({1, 1, 2, 2});
  dice.Add(LogitsOf(labels, 3), labels);
  EXPECT_DOUBLE_EQ(dice.PerClass()[0], 1.0);
  EXPECT_TRUE(std::isnan(dice.PerClass()[1]));
  EXPECT_DOUBLE_EQ(vox::MeanOfDefined(dice.PerClass()), 1.0);
}

TEST(PseudoDice, AFalsePositiveOnAnAbsentClassCountsAsZero)
{
  vox::PseudoDice dice(3);
  const at::Tensor labels = at::zeros({1, 1, 1, 2}, at::kLong);
  dice.Add(LogitsOf(labels + 2, 3), labels);
  EXPECT_DOUBLE_EQ(dice.PerClass()[1], 0.0);
}

TEST(PseudoDice, VoxelsWithALabelOutsideTheClassesDoNotCount)
{
  vox::PseudoDice dice(2);
  const at::Tensor labels = at::tensor({1, 2, -1, 1}, at::kLong).view({1, 1, 1, 4});
  dice.Add(LogitsOf(at::ones_like(labels), 2), labels);
  EXPECT_DOUBLE_EQ(dice.PerClass()[0], 1.0);
}
