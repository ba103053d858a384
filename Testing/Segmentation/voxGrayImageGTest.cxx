// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxGrayImage.h"
#include "voxShapes.h"

namespace
{

using namespace vox;

Volume
Colors(std::int64_t channels)
{
  ImageGeometry geometry;
  geometry.size = {1, 2, 2};
  geometry.spacingMm = {1.0, 0.5, 0.25};
  return MakeVolume(at::arange(channels * 4, at::kFloat).view({channels, 1, 2, 2}), geometry);
}

TEST(GrayImage, IsTheLumaOfRedGreenAndBlue)
{
  const Volume gray = ToGray(Colors(3));
  EXPECT_EQ(gray.voxels.sizes(), (std::vector<std::int64_t>{1, 1, 2, 2}));
  EXPECT_FLOAT_EQ(gray.voxels[0][0][0][1].item<float>(), 0.299F * 1 + 0.587F * 5 + 0.114F * 9);
  EXPECT_EQ(gray.geometry, Colors(3).geometry);
}

TEST(GrayImage, KeepsGrayPicturesAsTheyAre)
{
  const Volume one{at::arange(4, at::kFloat).mul(63.7).view({1, 1, 2, 2}), Colors(1).geometry};
  const Volume three{one.voxels.repeat({3, 1, 1, 1}), one.geometry};
  EXPECT_TRUE(ToGray(three).voxels.equal(one.voxels));
  EXPECT_TRUE(ToGray(one).voxels.is_same(one.voxels));
}

TEST(GrayImage, TakesOneChannel)
{
  EXPECT_TRUE(ChannelOf(Colors(4), 2).voxels.equal(Colors(4).voxels.slice(0, 2, 3)));
  VOX_EXPECT_ERROR((void)ChannelOf(Colors(4), 4), ErrorKind::Usage, "found 4, expected 0 to 3");
}

TEST(GrayImage, RefusesOtherNumbersOfChannels)
{
  VOX_EXPECT_ERROR((void)ToGray(Colors(2)), ErrorKind::BadInput, "found 2 channels");
}

} // namespace
