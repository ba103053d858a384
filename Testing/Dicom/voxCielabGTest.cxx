// SPDX-License-Identifier: Apache-2.0
#include "voxCielab.h"

#include <gtest/gtest.h>

namespace vox
{
namespace
{

TEST(Cielab, KnownColors)
{
  EXPECT_EQ(CielabFromRgb({0, 0, 0}), (Cielab{0, 0x8080, 0x8080}));
  const Cielab white = CielabFromRgb({255, 255, 255});
  EXPECT_EQ(white[0], 0xFFFF);
  EXPECT_NEAR(white[1], 0x8080, 4); // the matrices have seven digits
  EXPECT_NEAR(white[2], 0x8080, 4);
  // L* 54.29, a* 80.81, b* 69.89: red under D50, as in any table of sRGB primaries.
  const Cielab red = CielabFromRgb({255, 0, 0});
  EXPECT_NEAR(red[0] / 65535.0 * 100.0, 54.29, 0.01);
  EXPECT_NEAR(red[1] / 65535.0 * 255.0 - 128.0, 80.81, 0.02);
  EXPECT_NEAR(red[2] / 65535.0 * 255.0 - 128.0, 69.89, 0.02);
}

TEST(Cielab, EveryColorComesBack)
{
  int wrong = 0;
  for (int i = 0; i < 256 * 256 * 256; i += 37)
  {
    const Rgb color{static_cast<std::uint8_t>(i >> 16), static_cast<std::uint8_t>(i >> 8),
                    static_cast<std::uint8_t>(i)};
    wrong += RgbFromCielab(CielabFromRgb(color)) == color ? 0 : 1;
  }
  EXPECT_EQ(wrong, 0);
}

TEST(Cielab, ColorsOutsideAreClipped)
{
  const Rgb color = RgbFromCielab({0xFFFF, 0, 0});
  EXPECT_EQ(color[0], 0);
  EXPECT_EQ(color[1], 255);
}

} // namespace
} // namespace vox
