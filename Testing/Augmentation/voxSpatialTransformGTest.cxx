// SPDX-License-Identifier: Apache-2.0
#include "voxPatchExamples.h"
#include "voxSpatialTransform.h"

#include <gtest/gtest.h>

#include <numbers>

using namespace vox;
using namespace vox::testing;

namespace
{
constexpr double quarterTurn = std::numbers::pi / 2.0;

Zyx<double>
Middle(const Zyx<std::int64_t> & size)
{
  return {0.5 * static_cast<double>(size.z), 0.5 * static_cast<double>(size.y), 0.5 * static_cast<double>(size.x)};
}

Patch
Resampled(const Patch & patch, const Zyx<double> & angles, const Zyx<double> & scales)
{
  const Zyx<std::int64_t> size = SizeOf(patch);
  return ResampleAffine(patch, size, RotationScalingMatrix(angles, scales), Middle(size));
}
} // namespace

TEST(ResampleAffine, WithTheIdentityCopies)
{
  const Patch patch = NoisePatch(2, {5, 6, 7});
  EXPECT_TRUE(Identical(Resampled(patch, {0, 0, 0}, {1, 1, 1}), patch));
}

TEST(ResampleAffine, WithAShiftOfWholeVoxelsCrops)
{
  const Patch patch = NoisePatch(1, {6, 7, 8});
  const Zyx<std::int64_t> size{3, 4, 5};
  const Patch moved = ResampleAffine(patch, size, RotationScalingMatrix({0, 0, 0}, {1, 1, 1}), {3.5, 1.0, 4.5});
  EXPECT_TRUE(Identical(moved, CropPatch(patch, {{2, -1, 2}, {5, 3, 7}})));
}

TEST(ResampleAffine, TurnsByAQuarterWithoutInterpolation)
{
  // A matrix that takes patch y to source x and patch x to source -y turns the slice: transpose, then reverse x.
  const Patch patch = NoisePatch(1, {3, 6, 6});
  const Patch turned = Resampled(patch, {quarterTurn, 0, 0}, {1, 1, 1});
  const at::Tensor expected = patch.image.transpose(2, 3).flip({3});
  EXPECT_LT((turned.image - expected).abs().max().item<float>(), 1e-5F);
  EXPECT_TRUE(at::equal(turned.labels, patch.labels.transpose(1, 2).flip({2})));
}

TEST(ResampleAffine, FourQuarterTurnsAboutEachAxisComeBack)
{
  const Patch patch = NoisePatch(1, {6, 6, 6});
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    Zyx<double> angles{0, 0, 0};
    angles[axis] = quarterTurn;
    Patch turned = patch;
    for (int turn = 0; turn < 4; ++turn)
    {
      turned = Resampled(turned, angles, {1, 1, 1});
    }
    EXPECT_LT((turned.image - patch.image).abs().max().item<float>(), 1e-5F) << "axis " << axis;
    EXPECT_TRUE(at::equal(turned.labels, patch.labels)) << "axis " << axis;
  }
}

TEST(ResampleAffine, KeepsARampThatItSamplesInside)
{
  // Linear interpolation reproduces a linear function: the image holds its own x index.
  const Zyx<std::int64_t> size{20, 20, 20};
  Patch ramp{at::arange(20, at::kFloat).expand({1, 20, 20, 20}).contiguous(), at::zeros({20, 20, 20}, at::kShort)};
  const Matrix3 matrix = RotationScalingMatrix({0.2, -0.3, 0.4}, {1.1, 1.1, 1.1});
  const Zyx<std::int64_t> patchSize{6, 6, 6};
  const Patch sampled = ResampleAffine(ramp, patchSize, matrix, Middle(size));
  const auto values = sampled.image.accessor<float, 4>();
  for (std::int64_t z = 0; z < 6; ++z)
  {
    for (std::int64_t y = 0; y < 6; ++y)
    {
      for (std::int64_t x = 0; x < 6; ++x)
      {
        const auto offset = [](std::int64_t i) { return static_cast<double>(i) - 2.5; };
        const double expected = matrix[2][0] * offset(z) + matrix[2][1] * offset(y) + matrix[2][2] * offset(x) + 9.5;
        ASSERT_NEAR(values[0][z][y][x], expected, 1e-4);
      }
    }
  }
}

TEST(ResampleAffine, MovesImageAndLabelsAlike)
{
  // A ball of label 1 in the image, too: where the interpolated image is above a half, label 1 has won.
  const Zyx<std::int64_t> size{24, 24, 24};
  const at::Tensor axis = at::arange(24, at::kFloat) - 9.0F;
  const at::Tensor distance =
      axis.view({24, 1, 1}).square() + axis.view({1, 24, 1}).square() + (axis - 4.0F).view({1, 1, 24}).square();
  const at::Tensor ball = (distance < 36.0F).to(at::kShort);
  const Patch patch = LabelsAsImage({at::Tensor(), ball});
  for (const double angle : {0.3, -0.8})
  {
    const Matrix3 matrix = RotationScalingMatrix({angle, 0.5 * angle, -angle}, {1.2, 1.2, 1.2});
    const Patch moved = ResampleAffine(patch, {16, 16, 16}, matrix, Middle(size));
    const at::Tensor doubtful = (moved.image[0] - 0.5).abs() < 1e-3; // within float16 of a tie
    EXPECT_TRUE(at::equal((moved.image[0] > 0.5).logical_or(doubtful), (moved.labels == 1).logical_or(doubtful)));
    EXPECT_GT((moved.labels == 1).sum().item<std::int64_t>(), 100);
  }
}

TEST(ResampleAffine, KeepsToTheLabelsThatExistAndOutside)
{
  const Patch patch = NoisePatch(1, {9, 10, 11});
  const Patch moved = Resampled(patch, {0.7, -0.4, 1.1}, {1.3, 1.3, 1.3});
  EXPECT_GE(moved.labels.min().item<std::int64_t>(), -1);
  EXPECT_LE(moved.labels.max().item<std::int64_t>(), 3);
  EXPECT_GT((moved.labels == -1).sum().item<std::int64_t>(), 0);
}

TEST(ResampleAffine, SamplesTheLabelsOfThePreviousStageLikeLabels)
{
  const Patch patch = WithPreviousStage(NoisePatch(1, {9, 10, 11}));
  for (const Zyx<double> & angles :
       {Zyx<double>{0.7, -0.4, 1.1}, Zyx<double>{0.7, 0.0, 0.0}}) // in space, within slices
  {
    const Zyx<double> scales{1.0, 1.3, 1.3};
    const Patch moved = Resampled(patch, angles, scales);
    EXPECT_TRUE(at::equal(moved.previousStage, Resampled(PreviousStageAsLabels(patch), angles, scales).labels));
    EXPECT_TRUE(at::equal(moved.labels, Resampled({patch.image, patch.labels}, angles, scales).labels));
    EXPECT_FALSE(at::equal(moved.labels, moved.previousStage));
  }
}

TEST(ResampleAffine, HalfAVoxelBeyondTheLastCentreStillBelongsToTheVoxel)
{
  // Two voxels at 0 and 1, sampled at -0.6, -0.2, 0.2, ...: up to 0.5 outside the label wins, beyond it -1 does.
  const Patch patch{at::ones({1, 1, 1, 2}), at::ones({1, 1, 2}, at::kShort)};
  const Matrix3 matrix = RotationScalingMatrix({0, 0, 0}, {1.0, 1.0, 0.4});
  const Patch fine = ResampleAffine(patch, {1, 1, 6}, matrix, {0.5, 0.5, 0.9});
  const at::Tensor expectedLabels = at::tensor({-1, 1, 1, 1, 1, 1}, at::kShort);
  const at::Tensor expectedImage = at::tensor({0.4F, 0.8F, 1.0F, 1.0F, 1.0F, 0.6F});
  EXPECT_TRUE(at::equal(fine.labels.flatten(), expectedLabels)) << fine.labels;
  EXPECT_LT((fine.image.flatten() - expectedImage).abs().max().item<float>(), 1e-6F) << fine.image;
}

TEST(ResampleAffine, GivesATieToTheNearestVoxelOrElseToTheSmallestLabel)
{
  // Exactly between two voxels both masks are 500. The nearest of 0.5 is voxel 0 (half to even), of 1.5 voxel 2.
  const Patch row{at::zeros({1, 1, 1, 3}), at::tensor({3, 2, 1}, at::kShort).view({1, 1, 3})};
  const Matrix3 identity = RotationScalingMatrix({0, 0, 0}, {1, 1, 1});
  const Patch between = ResampleAffine(row, {1, 1, 2}, identity, {0.5, 0.5, 1.5});
  EXPECT_TRUE(at::equal(between.labels.flatten(), at::tensor({3, 1}, at::kShort))) << between.labels;
  // At 0.4 on each axis corners weigh 0.216, three times 0.144, three times 0.096 and 0.064: labels 5 (2 x 0.144) and
  // 4 (3 x 0.096) are equal and above the nearest, 9.
  const Patch cell{at::zeros({1, 2, 2, 2}), at::tensor({9, 5, 5, 4, 8, 4, 4, 8}, at::kShort).view({2, 2, 2})};
  EXPECT_EQ(ResampleAffine(cell, {1, 1, 1}, identity, {0.9, 0.9, 0.9}).labels.item<std::int64_t>(), 4);
}

TEST(ResampleAffine, GivesTheVoxelToTheLabelOfLargestWeightNotToTheNearest)
{
  // At 0.4, 0.4 the nearest corner weighs 0.36, the two that share label 5 together 0.48.
  const Patch square{at::zeros({1, 1, 2, 2}), at::tensor({9, 5, 5, 7}, at::kShort).view({1, 2, 2})};
  const Matrix3 identity = RotationScalingMatrix({0, 0, 0}, {1, 1, 1});
  EXPECT_EQ(ResampleAffine(square, {1, 1, 1}, identity, {0.5, 0.9, 0.9}).labels.item<std::int64_t>(), 5);
}

TEST(ResampleAffine, SamplesSliceBySliceAsInSpace)
{
  // The same map once through whole slices and once, tilted by nothing measurable, through space.
  const Patch patch = NoisePatch(2, {5, 9, 8});
  const Matrix3 planar = RotationScalingMatrix({0.6, 0, 0}, {1.0, 1.2, 1.2});
  Matrix3 tilted = planar;
  tilted[0][0] = 1.0 + 1e-12;
  const Zyx<std::int64_t> size{7, 8, 8}; // reaches one slice beyond on both sides
  const Patch a = ResampleAffine(patch, size, planar, Middle(SizeOf(patch)));
  const Patch b = ResampleAffine(patch, size, tilted, Middle(SizeOf(patch)));
  EXPECT_LT((a.image - b.image).abs().max().item<float>(), 1e-5F);
  EXPECT_TRUE(at::equal(a.labels, b.labels));
  EXPECT_EQ(a.labels[0].max().item<std::int64_t>(), -1);
}
