// SPDX-License-Identifier: Apache-2.0
#include "voxNonzeroCrop.h"

#include "voxNpy.h"
#include "voxPreprocessExamples.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace
{
using vox::Box;

TEST(NonzeroBox, IsTheSmallestBoxOverAllChannels)
{
  const at::Tensor image = at::zeros({2, 6, 7, 8});
  image[0][2][3][4] = 1.5;
  image[1][4][1][6] = -0.25;
  EXPECT_EQ(vox::NonzeroBox(image), (Box{{2, 1, 4}, {5, 4, 7}}));
}

TEST(NonzeroBox, OfAnEmptyImageIsTheWholeGrid)
{
  EXPECT_EQ(vox::NonzeroBox(at::zeros({1, 3, 4, 5})), vox::WholeBox({3, 4, 5}));
}

TEST(NonzeroBox, UnderstandsATensorThatIsNotContiguous)
{
  const at::Tensor image = at::zeros({1, 5, 6, 7});
  image[0][1][2][3] = 1;
  EXPECT_EQ(vox::NonzeroBox(image.permute({0, 3, 1, 2})), (Box{{3, 1, 2}, {4, 2, 3}}));
}

TEST(NonzeroMask, FillsAHoleButNotABay)
{
  const at::Tensor image = at::zeros({1, 5, 5, 5});
  image.slice(1, 1, 4).slice(2, 1, 4).slice(3, 1, 4).fill_(1.0);
  const at::Tensor shell = image[0].gt(0);
  image[0][2][2][2] = 0;
  EXPECT_TRUE(vox::NonzeroMask(image).equal(shell));
  // A gap in a face opens the hole; a gap at an edge of the shell does not, because paths go through voxel faces.
  const at::Tensor openAtEdge = image.clone();
  openAtEdge[0][1][1][2] = 0;
  EXPECT_TRUE(vox::NonzeroMask(openAtEdge)[2][2][2].item<bool>());
  EXPECT_FALSE(vox::NonzeroMask(openAtEdge)[1][1][2].item<bool>());
  image[0][1][2][2] = 0;
  EXPECT_TRUE(vox::NonzeroMask(image).equal(image[0].gt(0)));
}

TEST(NonzeroMask, OfOneSliceHasNoHoles)
{
  const at::Tensor image = at::ones({1, 1, 5, 5});
  image[0][0][2][2] = 0;
  EXPECT_FALSE(vox::NonzeroMask(image)[0][2][2].item<bool>());
}

TEST(NonzeroMask, IsEmptyForAnEmptyImage)
{
  EXPECT_FALSE(vox::NonzeroMask(at::zeros({1, 3, 4, 5})).any().item<bool>());
}

TEST(NonzeroMask, OfTheCropIsTheCropOfTheMask)
{
  // Sparse noise makes winding paths; growth from the border by whole-array steps is the oracle.
  const vox::Zyx<std::int64_t> size{9, 11, 13};
  const at::Tensor image = vox::testing::NoiseTensor(1, size, 1);
  image.masked_fill_(image.abs() < 40.0, 0.0);
  vox::testing::ClearOutside(image, {{1, 2, 3}, {8, 9, 12}});
  at::Tensor outside = at::zeros({11, 13, 15}, at::kBool);
  const at::Tensor zero = at::constant_pad_nd(image[0].eq(0), {1, 1, 1, 1, 1, 1}, 1);
  outside[0][0][0] = true;
  for (std::int64_t before = -1; before != outside.sum().item<std::int64_t>();)
  {
    before = outside.sum().item<std::int64_t>();
    for (std::int64_t axis = 0; axis < 3; ++axis)
    {
      for (const std::int64_t step : {-1, 1})
      {
        at::Tensor moved = outside.roll(step, axis);
        moved.select(axis, step > 0 ? 0 : -1).fill_(false);
        outside = outside.logical_or(moved.logical_and(zero));
      }
    }
  }
  const at::Tensor expected = outside.slice(0, 1, -1).slice(1, 1, -1).slice(2, 1, -1).logical_not();
  EXPECT_TRUE(vox::NonzeroMask(image).equal(expected));

  const Box box = vox::NonzeroBox(image);
  const at::Tensor cropped = vox::Crop({image, {size}}, box).voxels;
  const at::Tensor croppedMask = vox::Crop({expected.unsqueeze(0), {size}}, box).voxels;
  EXPECT_TRUE(vox::NonzeroMask(cropped).equal(croppedMask[0]));
}

TEST(Preprocess, CropsAndMarksTheOutsideAsNnunetDoes)
{
  VOX_REQUIRE_SHARED("parity/transforms/crop_to_nonzero.npz");
  const auto arrays = vox::testing::ReadNpz(vox::testing::SharedPath("parity/transforms/crop_to_nonzero.npz"));
  const at::Tensor data = arrays.at("data");
  const vox::ImageGeometry geometry{{data.size(1), data.size(2), data.size(3)}};
  const vox::Volume labels{arrays.at("seg").to(at::kInt), geometry};
  vox::PreprocessOptions options;
  options.normalization = {vox::Normalization::None, vox::Normalization::None};
  options.useMaskForNorm = {false, false};
  const auto result = vox::Preprocess({data, geometry}, {&labels}, options);
  EXPECT_TRUE(result.image.equal(arrays.at("out_data")));
  EXPECT_TRUE(result.labels.equal(arrays.at("out_seg")[0]));
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const auto row = static_cast<std::int64_t>(axis);
    EXPECT_EQ(result.record.crop.lower[axis], arrays.at("bbox")[row][0].item<std::int64_t>());
    EXPECT_EQ(result.record.crop.upper[axis], arrays.at("bbox")[row][1].item<std::int64_t>());
  }
  const at::Tensor inside = arrays.at("out_seg_without_seg")[0].eq(0);
  EXPECT_TRUE(vox::NonzeroMask(result.image).equal(inside));
}
} // namespace
