// SPDX-License-Identifier: Apache-2.0
#include "voxVolume.h"

#include "voxError.h"
#include "voxGeometryExamples.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

namespace vox
{
namespace
{

using testing::ObliqueGeometry;

Volume
Numbered()
{
  const ImageGeometry geometry = ObliqueGeometry();
  return MakeVolume(at::arange(2 * 5 * 4 * 7, at::kInt).reshape({2, 5, 4, 7}), geometry);
}

TEST(Volume, ATensorThatDoesNotFitItsGeometryIsADefect)
{
  for (const at::Tensor & wrong : {at::zeros({5, 4, 7}), at::zeros({1, 5, 4, 6}), at::zeros({1, 7, 4, 5})})
  {
    try
    {
      (void)MakeVolume(wrong, ObliqueGeometry());
      FAIL() << "no exception";
    }
    catch (const Error & error)
    {
      EXPECT_EQ(error.Kind(), ErrorKind::Internal);
      EXPECT_NE(std::string(error.what()).find("expected [C, 5, 4, 7]"), std::string::npos) << error.what();
    }
  }
}

TEST(Volume, CroppingToTheWholeBoxIsACopy)
{
  const Volume volume = Numbered();
  const Volume same = Crop(volume, WholeBox(volume.geometry.size));
  EXPECT_TRUE(at::equal(same.voxels, volume.voxels));
  EXPECT_EQ(same.geometry, volume.geometry);
  EXPECT_NE(same.voxels.data_ptr(), volume.voxels.data_ptr());
}

TEST(Volume, CroppingInsideTakesThoseVoxels)
{
  const Volume volume = Numbered();
  const Volume part = Crop(volume, {{1, 2, 3}, {4, 4, 5}});
  EXPECT_TRUE(part.voxels.is_contiguous());
  EXPECT_TRUE(at::equal(part.voxels, volume.voxels.slice(1, 1, 4).slice(2, 2, 4).slice(3, 3, 5)));
  EXPECT_EQ(part.geometry, Cropped(volume.geometry, {{1, 2, 3}, {4, 4, 5}}));
}

TEST(Volume, PaddingAndCroppingBackIsTheIdentity)
{
  const Volume volume = Numbered();
  const Volume padded = Crop(volume, {{-2, -1, -3}, {6, 9, 7}}, -1.0);
  EXPECT_EQ(padded.voxels.scalar_type(), at::kInt);
  EXPECT_EQ((padded.voxels == -1).sum().item<std::int64_t>(), 2 * (8 * 10 * 10 - 5 * 4 * 7));
  EXPECT_EQ(padded.voxels[1][2][1][3].item<int>(), volume.voxels[1][0][0][0].item<int>());
  const Volume back = Crop(padded, {{2, 1, 3}, {7, 5, 10}});
  EXPECT_TRUE(at::equal(back.voxels, volume.voxels));
  EXPECT_LT(testing::LargestDifference(back.geometry, volume.geometry), 1e-12);
}

TEST(Volume, ABoxThatMissesTheImageHoldsOnlyTheOutsideValue)
{
  const Volume nothing = Crop(Numbered(), {{8, 8, 8}, {10, 9, 11}}, 3.0);
  EXPECT_EQ(nothing.voxels.sizes(), (at::IntArrayRef{2, 2, 1, 3}));
  EXPECT_TRUE((nothing.voxels == 3).all().item<bool>());
}

} // namespace
} // namespace vox
