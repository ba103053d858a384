// SPDX-License-Identifier: Apache-2.0
#include "voxBinaryComponents.h"
#include "voxBinaryExamples.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace vox;
using namespace vox::testing;

namespace
{
using Sizes = std::vector<std::int64_t>;

/** Number of components, largest one, first eight, and the sum of size times position. */
void
ExpectSizes(const BinaryVolume & mask, std::int64_t count, std::int64_t largest, const Sizes & first,
            std::int64_t checksum)
{
  const BinaryComponents components(mask);
  const Sizes & sizes = components.Sizes();
  ASSERT_EQ(std::ssize(sizes), count);
  EXPECT_EQ(*std::max_element(sizes.begin(), sizes.end()), largest);
  EXPECT_EQ(Sizes(sizes.begin(), sizes.begin() + std::ssize(first)), first);
  std::int64_t sum = 0;
  for (std::int64_t i = 0; i < count; ++i)
  {
    sum += sizes[static_cast<std::size_t>(i)] * (i + 1);
  }
  EXPECT_EQ(sum, checksum);
}
} // namespace

TEST(BinaryComponents, JoinVoxelsThatShareACorner)
{
  const BinaryVolume corners =
      VolumeWhere({3, 3, 3}, [](auto z, auto y, auto x) { return z == y && (y == x || y + x == 2); });
  EXPECT_EQ(BinaryComponents(corners).Sizes(), (Sizes{5})); // the centre touches four corners
  const BinaryVolume apart = VolumeWhere({3, 3, 3}, [](auto z, auto y, auto x) { return z != 1 && y == 1 && x == 1; });
  EXPECT_EQ(BinaryComponents(apart).Sizes(), (Sizes{1, 1}));
}

TEST(BinaryComponents, OfNothingAreNone)
{
  EXPECT_TRUE(BinaryComponents(BinaryVolume({4, 5, 100})).Sizes().empty());
}

TEST(BinaryComponents, ReachAcrossWordsAndFillWholeRows)
{
  const BinaryVolume full = VolumeWhere({2, 2, 130}, [](auto...) { return true; });
  EXPECT_EQ(BinaryComponents(full).Sizes(), (Sizes{520}));
  const BinaryVolume halves = VolumeWhere({1, 1, 128}, [](auto, auto, auto x) { return x != 64; });
  EXPECT_EQ(BinaryComponents(halves).Sizes(), (Sizes{64, 63}));
}

TEST(BinaryComponents, EqualThoseOfScikitImageInTheSameOrder)
{
  const Zyx<std::int64_t> size{20, 30, 70};
  ExpectSizes(VolumeWhere(size, IsInExample), 691, 5072, {1, 908, 1, 1, 1, 1, 1, 1}, 535018);
  ExpectSizes(VolumeWhere({1, 30, 70}, [](auto, auto y, auto x) { return IsInExample(9, y, x); }), 32, 486,
              {1, 1, 45, 1, 1, 486, 1, 1}, 3570);
  const auto isInTangle = [](auto z, auto y, auto x) {
    return (z * z * 7 + y * y * 13 + x * x * 29 + z * y * x) % 97 < 16;
  };
  ExpectSizes(VolumeWhere(size, isInTangle), 215, 6303, {3, 1, 2, 6303, 4, 7, 9, 2}, 70157);
}

TEST(BinaryComponents, EraseOneAndLeaveTheOthers)
{
  const BinaryVolume mask = VolumeWhere({2, 3, 80}, [](auto, auto, auto x) { return x < 2 || (x > 60 && x < 70); });
  const BinaryComponents components(mask);
  ASSERT_EQ(components.Sizes(), (Sizes{12, 54}));
  BinaryVolume rest = mask;
  components.Erase(1, rest);
  EXPECT_EQ(rest, VolumeWhere({2, 3, 80}, [](auto, auto, auto x) { return x < 2; }));
}
