// SPDX-License-Identifier: Apache-2.0
#include "voxPseudoDice.h"
#include "voxStatistic.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace
{

vox::DatasetDescription
Description(const vox::Json & labels, const vox::Json & order = nullptr)
{
  return vox::ParseDatasetDescription(
      {{"channel_names", {{"0", "MR"}}}, {"labels", labels}, {"regions_class_order", order}}, "test");
}

const vox::DatasetDescription kOneLabel = Description({{"background", 0}, {"a", 1}});
const vox::DatasetDescription kTwoLabels = Description({{"background", 0}, {"b", 2}, {"a", 1}});

/** Logits whose argmax is `labels`. */
at::Tensor
LogitsOf(const at::Tensor & labels, std::int64_t classes)
{
  return at::one_hot(labels, classes).permute({0, 4, 1, 2, 3}).to(at::kFloat);
}

at::Tensor
Row(const std::vector<std::int64_t> & values)
{
  return at::tensor(values, at::kLong).view({1, 1, 1, -1});
}

} // namespace

TEST(PseudoDice, PoolsVoxelsOverBatchesBeforeDividing)
{
  vox::PseudoDice dice(kOneLabel);
  dice.Add(LogitsOf(Row({1, 1, 1, 1}), 2), Row({1, 1, 1, 1}));
  dice.Add(LogitsOf(Row({1, 1, 0, 0}), 2), Row({1, 1, 1, 1}));
  // 6 true positives, 2 false negatives: 12 / 14.
  ASSERT_EQ(dice.PerStructure().size(), 1U);
  EXPECT_DOUBLE_EQ(dice.PerStructure()[0], 12.0 / 14.0);
}

TEST(PseudoDice, AClassThatNeverOccursIsUndefinedAndLeftOutOfTheMean)
{
  vox::PseudoDice dice(kTwoLabels);
  dice.Add(LogitsOf(Row({0, 1, 1, 0}), 3), Row({0, 1, 1, 0}));
  EXPECT_DOUBLE_EQ(dice.PerStructure()[0], 1.0) << "label 1, although the file names label 2 first";
  EXPECT_TRUE(std::isnan(dice.PerStructure()[1]));
  EXPECT_DOUBLE_EQ(vox::MeanOfDefined(dice.PerStructure()), 1.0);
}

TEST(PseudoDice, AFalsePositiveOnAnAbsentClassCountsAsZero)
{
  vox::PseudoDice dice(kTwoLabels);
  dice.Add(LogitsOf(Row({2, 2}), 3), Row({0, 0}));
  EXPECT_DOUBLE_EQ(dice.PerStructure()[1], 0.0);
}

TEST(PseudoDice, IgnoredVoxelsDoNotCount)
{
  vox::PseudoDice dice(Description({{"background", 0}, {"a", 1}, {"ignore", 2}}));
  dice.Add(LogitsOf(Row({1, 1, 0, 1, 0}), 2), Row({1, 2, 2, 1, 1}));
  EXPECT_DOUBLE_EQ(dice.PerStructure()[0], 0.8); // 2 of 3 found, nothing false
}

TEST(PseudoDice, RegionsAreMeasuredHeadByHeadWhereTheirSigmoidIsAboveAHalf)
{
  vox::PseudoDice dice(Description({{"background", 0}, {"whole", {1, 2}}, {"core", 2}, {"ignore", 3}}, {1, 2}));
  const at::Tensor logits = at::tensor({0.1F, 5.0F, -1.0F, 5.0F, 0.0F, /**/ 2.0F, 3.0F, -2.0F, 4.0F, -1.0F});
  // Whole: predicted 1 1 0 . 0 of 1 1 1 . 0; core: predicted 1 1 0 . 0 of 0 1 0 . 0. The fourth voxel is ignored.
  dice.Add(logits.view({1, 2, 1, 1, 5}), Row({1, 2, 1, 3, 0}));
  ASSERT_EQ(dice.PerStructure().size(), 2U);
  EXPECT_DOUBLE_EQ(dice.PerStructure()[0], 0.8);
  EXPECT_DOUBLE_EQ(dice.PerStructure()[1], 2.0 / 3.0);
}
