// SPDX-License-Identifier: Apache-2.0
// Numbers of Pillow 11.3.0: Image.resize with BILINEAR and with NEAREST, of pictures whose bytes follow a formula.
#include "voxResizePicture.h"

#include "voxExpectError.h"
#include "voxMixedPicture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace
{

using vox::kernels::PictureSize;
using vox::testing::MixedPicture;
using Bytes = std::vector<std::uint8_t>;

Bytes
Nearest(const PictureSize & from, const PictureSize & to)
{
  const Bytes picture = MixedPicture(from);
  Bytes result;
  for (const std::int64_t row : vox::kernels::NearestPixels(from.rows, to.rows))
  {
    for (const std::int64_t column : vox::kernels::NearestPixels(from.columns, to.columns))
    {
      result.push_back(picture[static_cast<std::size_t>(row * from.columns + column)]);
    }
  }
  return result;
}

struct Expected
{
  PictureSize from;
  PictureSize to;
  Bytes bilinear;
  Bytes nearest;
};

class ResizePicture : public ::testing::TestWithParam<Expected>
{};

} // namespace

TEST_P(ResizePicture, GivesTheBytesOfPillow)
{
  const Expected & expected = GetParam();
  EXPECT_EQ(vox::kernels::ResizePicture(MixedPicture(expected.from), expected.from, expected.to), expected.bilinear);
  EXPECT_EQ(Nearest(expected.from, expected.to), expected.nearest);
}

INSTANTIATE_TEST_SUITE_P(
    Pillow, ResizePicture,
    ::testing::Values(
        Expected{{7, 9},
                 {4, 5},
                 {82, 170, 121, 94, 60, 81, 182, 139, 121, 127, 112, 148, 45, 72, 119, 149, 116, 109, 67, 144},
                 {77, 245, 25, 33, 59, 85, 253, 137, 81, 232, 35, 216, 17, 64, 166, 170, 201, 243, 37, 130}},
        Expected{{5, 4},
                 {8, 7},
                 {133, 115, 86,  81,  80,  86,  90,  97,  110, 132, 104, 77,  115, 139, 49,  100, 181, 126, 70,
                  148, 197, 42,  61,  91,  59,  33,  111, 159, 59,  55,  46,  43,  48,  115, 156, 100, 80,  46,
                  77,  115, 160, 187, 102, 119, 146, 140, 127, 111, 100, 100, 147, 223, 186, 131, 69,  30},
                 {133, 133, 82,  82,  79,  90,  90,  133, 133, 82, 82, 79,  90,  90,  50,  50,  201, 201, 64,
                  201, 201, 39,  39,  47,  47,  5,   140, 140, 39, 39, 47,  47,  5,   140, 140, 104, 104, 42,
                  42,  117, 190, 190, 100, 100, 232, 232, 139, 30, 30, 100, 100, 232, 232, 139, 30,  30}},
        Expected{{6, 6},
                 {6, 3},
                 {150, 180, 100, 77, 41, 31, 117, 112, 166, 88, 175, 173, 113, 74, 164, 197, 133, 187},
                 {190, 203, 26, 127, 16, 22, 19, 153, 112, 70, 161, 123, 174, 69, 187, 155, 7, 217}}));

TEST(ResizePicture, LeavesAPictureOfTheSameSizeAlone)
{
  const PictureSize size{5, 3};
  EXPECT_EQ(vox::kernels::ResizePicture(MixedPicture(size), size, size), MixedPicture(size));
}

TEST(ResizePicture, KeepsOneValue)
{
  const Bytes picture(13 * 17, 93);
  EXPECT_THAT(vox::kernels::ResizePicture(picture, {13, 17}, {40, 5}), ::testing::Each(93));
}

TEST(ResizePicture, RefusesEmptySizes)
{
  VOX_EXPECT_ERROR((void)vox::kernels::ResizePicture({}, {0, 4}, {2, 2}), vox::ErrorKind::Internal, "found 0 pixels");
  VOX_EXPECT_ERROR((void)vox::kernels::NearestPixels(4, 0), vox::ErrorKind::Internal, "to 0, expected 1 or more");
}
