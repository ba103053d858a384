// SPDX-License-Identifier: Apache-2.0
#include "voxSparkline.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace
{

using vox::Sparkline;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

TEST(Sparkline, GoesFromTheLowestBlockToTheHighest)
{
  EXPECT_EQ(Sparkline(std::vector<double>{0, 1, 2, 3, 4, 5, 6, 7}, 20), "▁▂▃▄▅▆▇█");
  EXPECT_EQ(Sparkline(std::vector<double>{-5, 2, -5}, 20), "▁█▁");
}

TEST(Sparkline, AveragesMoreValuesThanCharacters)
{
  EXPECT_EQ(Sparkline(std::vector<double>{0, 2, 9, 7, 0, 2}, 3), "▁█▁");
  EXPECT_EQ(Sparkline(std::vector<double>(1000, 3.0), 10), "▅▅▅▅▅▅▅▅▅▅");
}

TEST(Sparkline, LeavesGapsWhereNothingIsKnown)
{
  EXPECT_EQ(Sparkline(std::vector<double>{1, kNone, 2, std::numeric_limits<double>::infinity()}, 20), "▁ █ ");
  EXPECT_EQ(Sparkline(std::vector<double>{1, kNone, 2, kNone}, 2), "▁█"); // what is known of a part counts
  EXPECT_EQ(Sparkline(std::vector<double>{kNone, kNone}, 20), "  ");
}

TEST(Sparkline, IsEmptyWithoutValuesOrWidth)
{
  EXPECT_EQ(Sparkline({}, 20), "");
  EXPECT_EQ(Sparkline(std::vector<double>{1, 2}, 0), "");
}

} // namespace
