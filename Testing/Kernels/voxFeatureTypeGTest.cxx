// SPDX-License-Identifier: Apache-2.0
#include "voxFeatureType.h"
#include "voxRoundToHalf.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace
{
using vox::kernels::Bfloat16;
using vox::kernels::FromFloat;
using vox::kernels::RoundToHalf;
using vox::kernels::ToFloat;

float
Rounded(float value)
{
  return ToFloat(FromFloat<Bfloat16>(value));
}

TEST(Bfloat16, KeepsEveryNumberThatItHas)
{
  for (std::uint32_t bits = 0; bits <= 0xFFFFU; ++bits)
  {
    const Bfloat16 value{static_cast<std::uint16_t>(bits)};
    if (!std::isnan(ToFloat(value)))
    {
      ASSERT_EQ(FromFloat<Bfloat16>(ToFloat(value)).bits, bits);
    }
  }
}

TEST(Bfloat16, RoundsToTheNearestAndHalvesToEven)
{
  EXPECT_EQ(Rounded(1.0F + 0x1p-9F), 1.0F);
  EXPECT_EQ(Rounded(1.0F + 0x1p-8F), 1.0F); // halfway to 1 + 2^-7
  EXPECT_EQ(Rounded(1.0F + 0x1.8p-8F), 1.0F + 0x1p-7F);
  EXPECT_EQ(Rounded(1.0F + 0x1.8p-7F), 1.0F + 0x1p-6F); // halfway, the even one is above
  EXPECT_EQ(Rounded(-1.0F - 0x1.8p-8F), -1.0F - 0x1p-7F);
  EXPECT_EQ(Rounded(std::numeric_limits<float>::max()), std::numeric_limits<float>::infinity());
}

TEST(Bfloat16, KeepsNan)
{
  EXPECT_TRUE(std::isnan(Rounded(std::numeric_limits<float>::quiet_NaN())));
  EXPECT_TRUE(std::isnan(Rounded(std::bit_cast<float>(0x7F800001U)))); // its payload is all below what is kept
  EXPECT_TRUE(std::isnan(Rounded(std::bit_cast<float>(0xFFFFFFFFU))));
}

TEST(RoundToHalf, GivesTheNeighborsOfHalfPrecision)
{
  EXPECT_EQ(RoundToHalf(1.0F + 0x1p-11F), 1.0F);
  EXPECT_EQ(RoundToHalf(1.0F + 0x1.8p-11F), 1.0F + 0x1p-10F);
  EXPECT_EQ(RoundToHalf(-3.0F), -3.0F);
  EXPECT_EQ(RoundToHalf(0x1p-20F + 0x1.8p-25F), 0x1p-20F + 0x1p-24F); // a subnormal
  EXPECT_EQ(RoundToHalf(0x1p-26F), 0.0F);
}
} // namespace
