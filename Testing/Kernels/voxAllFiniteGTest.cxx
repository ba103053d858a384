// SPDX-License-Identifier: Apache-2.0
#include "voxAllFinite.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace
{
TEST(AllFinite, FindsOneBadValueAnywhere)
{
  constexpr float largest = std::numeric_limits<float>::max();
  std::vector<float> values(std::size_t{3} << 20, -largest);
  const auto finite = [&] { return vox::kernels::AllFinite(values.data(), std::ssize(values), 2); };
  EXPECT_TRUE(finite());
  for (const float bad : {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(),
                          std::numeric_limits<float>::quiet_NaN()})
  {
    for (const std::size_t place : {std::size_t{0}, values.size() / 2 + 3, values.size() - 1})
    {
      values[place] = bad;
      EXPECT_FALSE(finite()) << place;
      values[place] = largest;
    }
  }
}

TEST(AllFinite, KnowsTheBitsOfBfloat16)
{
  std::vector<std::uint16_t> bits(100, 0xFF7F); // the largest negative number
  EXPECT_TRUE(vox::kernels::AllFinite(bits.data(), 100, 1));
  bits[99] = 0x7F80; // infinity
  EXPECT_FALSE(vox::kernels::AllFinite(bits.data(), 100, 1));
  EXPECT_TRUE(vox::kernels::AllFinite(bits.data(), 99, 1));
  bits[0] = 0xFFC0; // NaN
  EXPECT_FALSE(vox::kernels::AllFinite(bits.data(), 99, 1));
}
} // namespace
