// SPDX-License-Identifier: Apache-2.0
#include "voxBinaryExamples.h"
#include "voxBinaryMorphology.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace vox;
using namespace vox::testing;

namespace
{
struct Fingerprint
{
  std::int64_t count = 0;
  std::int64_t checksum = 0;
  friend bool operator==(const Fingerprint &, const Fingerprint &) = default;
};

void
PrintTo(const Fingerprint & fingerprint, std::ostream * stream)
{
  *stream << fingerprint.count << " voxels, checksum " << fingerprint.checksum;
}

/** Number of set voxels, and a sum that depends on where they are. */
Fingerprint
FingerprintOf(const BinaryVolume & volume)
{
  Fingerprint result;
  const std::vector<float> values = ValuesOf(volume);
  for (std::int64_t i = 0; i < std::ssize(values); ++i)
  {
    if (values[static_cast<std::size_t>(i)] != 0.0F)
    {
      ++result.count;
      result.checksum += i % 1009 * (i % 31 + 1);
    }
  }
  return result;
}

std::int64_t
VoxelCount(const StructuringElement & element)
{
  std::int64_t count = 0;
  for (const StructuringElement::Row & row : element.rows)
  {
    count += row.lastX - row.firstX + 1;
  }
  return count;
}

/** What batchgeneratorsv2 0.3.6 makes of the example with one radius. */
struct Expectation
{
  double radius;
  Fingerprint dilated;
  Fingerprint eroded;
  Fingerprint closed;
  Fingerprint opened;
};

void
ExpectOperators(const BinaryVolume & mask, const StructuringElement & element, const Expectation & expected)
{
  EXPECT_EQ(FingerprintOf(Dilate(mask, element)), expected.dilated) << expected.radius;
  EXPECT_EQ(FingerprintOf(Erode(mask, element)), expected.eroded) << expected.radius;
  EXPECT_EQ(FingerprintOf(Close(mask, element)), expected.closed) << expected.radius;
  EXPECT_EQ(FingerprintOf(Open(mask, element)), expected.opened) << expected.radius;
}
} // namespace

TEST(StructuringElement, HasAsManyVoxelsAsInScikitImage)
{
  struct Counts
  {
    double radius;
    std::int64_t ball;
    std::int64_t disk;
  };
  for (const Counts & counts : std::vector<Counts>{{1.0, 7, 5},
                                                   {1.25, 7, 4},
                                                   {1.5, 8, 4},
                                                   {1.7, 8, 8},
                                                   {2.0, 33, 13},
                                                   {2.2, 33, 15},
                                                   {2.5, 56, 16},
                                                   {3.3, 117, 33},
                                                   {5.0, 515, 81},
                                                   {6.9, 1088, 145},
                                                   {7.5, 1736, 172},
                                                   {8.0, 2109, 197}})
  {
    EXPECT_EQ(VoxelCount(BallElement(counts.radius)), counts.ball) << counts.radius;
    EXPECT_EQ(VoxelCount(DiskElement(counts.radius)), counts.disk) << counts.radius;
  }
}

TEST(StructuringElement, OfRadiusZeroIsTheVoxelItself)
{
  for (const StructuringElement & element : {BallElement(0.0), DiskElement(0.0)})
  {
    ASSERT_EQ(element.rows.size(), 1U);
    EXPECT_EQ(element.rows[0].z, 0);
    EXPECT_EQ(element.rows[0].y, 0);
    EXPECT_EQ(element.rows[0].firstX, 0);
    EXPECT_EQ(element.rows[0].lastX, 0);
  }
}

TEST(BinaryMorphology, OfAPointIsTheBall)
{
  const BinaryVolume point = VolumeWhere({7, 7, 7}, [](auto z, auto y, auto x) { return z == 3 && y == 3 && x == 3; });
  const BinaryVolume ball = VolumeWhere(
      {7, 7, 7}, [](auto z, auto y, auto x) { return (z - 3) * (z - 3) + (y - 3) * (y - 3) + (x - 3) * (x - 3) <= 4; });
  EXPECT_EQ(Dilate(point, BallElement(2.0)), ball);
  EXPECT_EQ(Erode(ball, BallElement(2.0)), point);
}

TEST(BinaryMorphology, OfAnElementOfEvenSizeReachesFurtherUp)
{
  // A ball of radius 1.5 has 2 x 2 x 2 voxels in the middle of a grid of 4: offsets 0 and 1, so what is at 3 is seen
  // from 2 and 3.
  const BinaryVolume point = VolumeWhere({7, 7, 7}, [](auto z, auto y, auto x) { return z == 3 && y == 3 && x == 3; });
  const auto isCube = [](std::int64_t first, std::int64_t last) {
    return VolumeWhere({7, 7, 7}, [=](auto... index) { return ((index >= first && index <= last) && ...); });
  };
  EXPECT_EQ(Dilate(point, BallElement(1.5)), isCube(2, 3));
  EXPECT_EQ(Close(point, BallElement(1.5)), isCube(2, 2)); // moved, as in nnU-Net
}

TEST(BinaryMorphology, SeesNothingOutsideWhenDilatingAndEverythingWhenEroding)
{
  const Zyx<std::int64_t> size{5, 6, 70};
  const BinaryVolume nothing(size);
  const BinaryVolume everything = VolumeWhere(size, [](auto...) { return true; });
  for (const double radius : {1.0, 2.5, 8.0, 100.0})
  {
    EXPECT_EQ(Dilate(nothing, BallElement(radius)), nothing);
    EXPECT_EQ(Erode(everything, BallElement(radius)), everything);
  }
}

TEST(BinaryMorphology, WithABallEqualsNnUNet)
{
  const BinaryVolume mask = VolumeWhere({20, 30, 70}, IsInExample);
  ASSERT_EQ(FingerprintOf(mask), (Fingerprint{6669, 51929112}));
  for (const Expectation & expected :
       std::vector<Expectation>{{1.0, {12372, 97668243}, {4490, 34210367}, {6790, 52888789}, {5902, 45669651}},
                                {1.3, {12372, 97668243}, {4490, 34210367}, {6790, 52888789}, {5902, 45669651}},
                                {2.2, {27405, 219889352}, {3208, 24396469}, {7455, 58258324}, {5825, 45085989}},
                                {2.5, {34818, 279805346}, {3019, 23143285}, {8042, 63884925}, {5786, 45806819}},
                                {4.6, {41998, 336699679}, {1041, 9158670}, {41818, 335647525}, {5599, 44059682}},
                                {7.9, {42000, 336723996}, {16, 198696}, {42000, 336723996}, {2697, 21182868}}})
  {
    ExpectOperators(mask, BallElement(expected.radius), expected);
  }
}

TEST(BinaryMorphology, WithADiskEqualsNnUNetInOneSlice)
{
  const BinaryVolume mask = VolumeWhere({1, 30, 70}, [](auto, auto y, auto x) { return IsInExample(9, y, x); });
  ASSERT_EQ(FingerprintOf(mask), (Fingerprint{561, 4138168}));
  for (const Expectation & expected :
       std::vector<Expectation>{{1.0, {767, 5806616}, {447, 3319291}, {565, 4181582}, {527, 3855522}},
                                {1.3, {707, 5253359}, {469, 3463702}, {559, 4119941}, {522, 3822850}},
                                {2.2, {1083, 8326397}, {372, 2782100}, {592, 4401314}, {519, 3762947}},
                                {2.5, {1092, 8381413}, {365, 2745140}, {597, 4431441}, {516, 3751714}},
                                {4.6, {1673, 13066926}, {207, 1493830}, {997, 7790264}, {515, 3802971}},
                                {7.9, {1985, 15370161}, {65, 398117}, {1361, 10618706}, {468, 3614221}}})
  {
    ExpectOperators(mask, DiskElement(expected.radius), expected);
  }
}

TEST(BinaryMorphology, WorksOnRowsOfAnyLength)
{
  // Against the definition, around the ends of words.
  for (const std::int64_t length : {1, 2, 63, 64, 65, 127, 128, 130})
  {
    const Zyx<std::int64_t> size{1, 1, length};
    const auto isSet = [](auto, auto, auto x) { return x % 61 == 3 || x % 64 == 0 || x % 64 == 63; };
    const StructuringElement element = DiskElement(2.5); // offsets on one row: -1 to 2
    const BinaryVolume dilated = Dilate(VolumeWhere(size, isSet), element);
    EXPECT_EQ(dilated, VolumeWhere(size,
                                   [&](auto, auto, auto x) {
                                     bool any = false;
                                     for (std::int64_t other = std::max<std::int64_t>(x - 1, 0);
                                          other <= std::min(x + 2, length - 1); ++other)
                                     {
                                       any = any || isSet(0, 0, other);
                                     }
                                     return any;
                                   }))
        << length;
  }
}
