// SPDX-License-Identifier: Apache-2.0
#include "voxShortened.h"

#include <gtest/gtest.h>

using vox::Shortened;

TEST(Shortened, CountsCharactersNotBytes)
{
  EXPECT_EQ(Shortened("kidney", 6), "kidney");
  EXPECT_EQ(Shortened("kidney", 5), "kidn…");
  EXPECT_EQ(Shortened("Nierenkapsel übermäßig", 13), "Nierenkapsel…");
  EXPECT_EQ(Shortened("übermäßig", 9), "übermäßig");
  EXPECT_EQ(Shortened("übermäßig", 6), "überm…");
  EXPECT_EQ(Shortened("腎臓皮質", 3), "腎臓…");
  EXPECT_EQ(Shortened("ab", 1), "…");
  EXPECT_EQ(Shortened("", 1), "");
}

TEST(Shortened, BytesThatAreNoTextDoNotSplitWhatIs)
{
  EXPECT_EQ(Shortened("a\x80\x80z", 2), "a\x80\x80z");
  EXPECT_EQ(Shortened("a\x80\x80zz", 2), "a\x80\x80…");
}
