// SPDX-License-Identifier: Apache-2.0
// Numbers of scipy.stats.wilcoxon(differences), SciPy 1.17.1, defaults, unless said otherwise.
#include "voxExpectError.h"
#include "voxWilcoxon.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace
{

using vox::WilcoxonSignedRank;

void
ExpectResult(const std::vector<double> & differences, double statistic, double p, bool exact)
{
  const auto result = WilcoxonSignedRank(differences);
  ASSERT_TRUE(result.has_value());
  EXPECT_DOUBLE_EQ(result->statistic, statistic);
  EXPECT_NEAR(result->pValue, p, 1e-14);
  EXPECT_EQ(result->exact, exact);
}

TEST(WilcoxonSignedRank, IsExactForFewDifferences)
{
  ExpectResult({0.5, -0.25, 1.0, 2.0, -1.5, 3.0, 0.75, 4.0, -0.125, 6.0}, 9.0, 0.064453125, true);
  ExpectResult({1, 2, 3, 4, 5, 6}, 0.0, 0.03125, true);
  ExpectResult({0.3}, 0.0, 1.0, true);
}

TEST(WilcoxonSignedRank, IsExactForThirtyDifferencesWithoutTies)
{
  std::vector<double> differences;
  for (int i = 1; i <= 30; ++i)
  {
    differences.push_back(((i * 37) % 61 - 22) / 8.0 + i * 0.001953125);
  }
  ExpectResult(differences, 118.0, 0.017453668639063835, true);
}

TEST(WilcoxonSignedRank, IsExactWithTiesAndLeavesZerosOut)
{
  const std::vector<double> differences{1, -1, 2, 2, 0, 3, -4, 5, 2, -3};
  ExpectResult(differences, 16.0, 0.50390625, true);
  EXPECT_EQ(WilcoxonSignedRank(differences)->zeros, 1);
  EXPECT_EQ(WilcoxonSignedRank(differences)->nonzero, 9);
}

TEST(WilcoxonSignedRank, CountsAllChoicesOfSignsWhereScipyApproximates)
{
  std::vector<double> differences;
  for (int i = 1; i <= 20; ++i)
  {
    differences.push_back((i * 7) % 11 - 4);
  }
  // All 2^19 choices of signs of scipy.stats.rankdata, counted with NumPy; the default of SciPy is 0.0898.
  ExpectResult(differences, 53.0, 0.093505859375, true);
}

TEST(WilcoxonSignedRank, ApproximatesWithManyDifferences)
{
  std::vector<double> differences;
  for (int i = 1; i <= 70; ++i)
  {
    differences.push_back(((i * 37) % 61 - 24) / 8.0);
  }
  ExpectResult(differences, 778.5, 0.010310524406113056, false);
  EXPECT_EQ(WilcoxonSignedRank(differences)->zeros, 1);
}

TEST(WilcoxonSignedRank, IsTheSameWithAllSignsTurned)
{
  std::vector<double> differences{0.5, -0.25, 1.0, 2.0, -1.5, 2.0};
  const auto before = WilcoxonSignedRank(differences);
  for (double & value : differences)
  {
    value = -value;
  }
  const auto after = WilcoxonSignedRank(differences);
  EXPECT_EQ(after->pValue, before->pValue);
  EXPECT_EQ(after->statistic, before->statistic);
}

TEST(WilcoxonSignedRank, RanksInfiniteDifferencesLast)
{
  const double infinity = std::numeric_limits<double>::infinity();
  const auto infinite = WilcoxonSignedRank(std::vector<double>{1, -2, 3, infinity, infinity});
  const auto large = WilcoxonSignedRank(std::vector<double>{1, -2, 3, 1e9, 1e9});
  EXPECT_EQ(infinite->statistic, 2.0);
  EXPECT_EQ(infinite->pValue, large->pValue);
}

TEST(WilcoxonSignedRank, HasNoResultWithoutDifferences)
{
  EXPECT_FALSE(WilcoxonSignedRank({}).has_value());
  EXPECT_FALSE(WilcoxonSignedRank(std::vector<double>{0.0, 0.0}).has_value());
  VOX_EXPECT_ERROR((void)WilcoxonSignedRank(std::vector<double>{std::nan("")}), vox::ErrorKind::Internal, "NaN");
}

} // namespace
