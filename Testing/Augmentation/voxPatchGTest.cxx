// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxMirror.h"
#include "voxPatchExamples.h"

using namespace vox;
using namespace vox::testing;

TEST(CropPatch, OfTheWholePatchIsACopy)
{
  const Patch patch = NoisePatch(2, {4, 5, 6});
  const Patch copy = CropPatch(patch, WholeBox({4, 5, 6}));
  EXPECT_TRUE(Identical(copy, patch));
  EXPECT_NE(copy.image.const_data_ptr(), patch.image.const_data_ptr());
}

TEST(CropPatch, InsideEqualsASlice)
{
  const Patch patch = NoisePatch(2, {6, 7, 8});
  const Patch part = CropPatch(patch, {{1, 2, 3}, {5, 6, 8}});
  EXPECT_TRUE(at::equal(part.image, patch.image.slice(1, 1, 5).slice(2, 2, 6).slice(3, 3, 8)));
  EXPECT_TRUE(at::equal(part.labels, patch.labels.slice(0, 1, 5).slice(1, 2, 6).slice(2, 3, 8)));
}

TEST(CropPatch, OutsideIsZeroAndLabelMinusOne)
{
  const Patch patch{at::ones({1, 2, 2, 2}), at::ones({2, 2, 2}, at::kShort)};
  const Patch padded = CropPatch(patch, {{-1, -2, -3}, {4, 3, 3}});
  EXPECT_EQ(padded.image.sizes(), (std::vector<std::int64_t>{1, 5, 5, 6}));
  EXPECT_EQ(padded.image.sum().item<float>(), 8.0F);
  EXPECT_TRUE(at::equal(padded.image.slice(1, 1, 3).slice(2, 2, 4).slice(3, 3, 5), patch.image));
  EXPECT_EQ((padded.labels == -1).sum().item<std::int64_t>(), 5 * 5 * 6 - 8);
}

TEST(CropPatch, FarOutsideHoldsOnlyPadding)
{
  const Patch patch = NoisePatch(1, {3, 3, 3});
  for (const Box & box : {Box{{9, 0, 0}, {11, 2, 2}}, Box{{0, 0, -20}, {2, 2, -15}}, Box{{0, 0, 20}, {2, 2, 25}}})
  {
    const Patch part = CropPatch(patch, box);
    EXPECT_EQ(part.image.abs().max().item<float>(), 0.0F);
    EXPECT_EQ(part.labels.max().item<std::int64_t>(), -1);
  }
}

TEST(CropPatch, AcceptsTensorsThatAreNotContiguous)
{
  const Patch patch = NoisePatch(1, {4, 5, 6});
  const Patch view{patch.image.transpose(1, 3), patch.labels.transpose(0, 2)};
  EXPECT_TRUE(Identical(CropPatch(view, WholeBox({6, 5, 4})), {view.image.contiguous(), view.labels.contiguous()}));
}

TEST(CropPatch, CutsTheLabelsOfThePreviousStageLikeLabels)
{
  const Patch patch = WithPreviousStage(NoisePatch(1, {6, 7, 8}));
  const Box box{{-1, 2, 3}, {5, 9, 8}};
  const Patch part = CropPatch(patch, box);
  EXPECT_TRUE(at::equal(part.previousStage, CropPatch(PreviousStageAsLabels(patch), box).labels));
  EXPECT_TRUE(at::equal(part.labels, CropPatch({patch.image, patch.labels}, box).labels));
  EXPECT_FALSE(CropPatch({patch.image, patch.labels}, box).previousStage.defined());
}

TEST(CropPatch, RefusesWrongTensors)
{
  const Patch good = NoisePatch(1, {2, 3, 4});
  const Box box = WholeBox({2, 3, 4});
  VOX_EXPECT_ERROR((void)CropPatch({good.image.to(at::kDouble), good.labels}, box), ErrorKind::BadInput,
                   "image: found Double [1, 2, 3, 4] on cpu, expected float [C, D, H, W]");
  VOX_EXPECT_ERROR((void)CropPatch({good.image, good.labels.to(at::kLong)}, box), ErrorKind::BadInput,
                   "labels: found Long");
  VOX_EXPECT_ERROR((void)CropPatch({good.image, at::Tensor()}, box), ErrorKind::BadInput, "labels: found no tensor");
  VOX_EXPECT_ERROR((void)CropPatch({good.image, good.labels.slice(2, 0, 3).contiguous()}, box), ErrorKind::BadInput,
                   "labels: found size [2, 3, 3], expected that of the image, [2, 3, 4]");
  VOX_EXPECT_ERROR((void)CropPatch({good.image, good.labels, good.labels.slice(0, 0, 1)}, box), ErrorKind::BadInput,
                   "previous stage: found size [1, 3, 4], expected that of the image, [2, 3, 4]");
  VOX_EXPECT_ERROR((void)CropPatch(good, {{0, 0, 0}, {2, 0, 4}}), ErrorKind::BadInput, "2x0x4");
}

TEST(Mirror, ReversesImageAndLabelsExactly)
{
  const Patch patch = WithPreviousStage(NoisePatch(2, {4, 5, 7}));
  for (int bits = 0; bits < 8; ++bits)
  {
    const Zyx<bool> axes{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
    std::vector<std::int64_t> dimensions;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      if (axes[axis])
      {
        dimensions.push_back(static_cast<std::int64_t>(axis));
      }
    }
    Patch mirrored{patch.image.clone(), patch.labels.clone(), patch.previousStage.clone()};
    Mirror(mirrored, axes);
    EXPECT_TRUE(at::equal(mirrored.labels, patch.labels.flip(dimensions)));
    EXPECT_TRUE(at::equal(mirrored.previousStage, patch.previousStage.flip(dimensions)));
    EXPECT_TRUE(at::equal(mirrored.image[1], patch.image[1].flip(dimensions)));
    Mirror(mirrored, axes);
    EXPECT_TRUE(Identical(mirrored, patch));
  }
}
