// SPDX-License-Identifier: Apache-2.0
#include "voxAffineJitter.h"

#include "voxAugmentationExamples.h"
#include "voxExpectError.h"
#include "voxPatchExamples.h"

#include <cmath>

using namespace vox;
using namespace vox::testing;
using vox::kernels::AffineMap;
using vox::kernels::PlanePoint;

namespace
{
const AffineMap turned{{{{0.9, -0.2, 3.3}, {0.15, 1.1, -1.7}}}};

/** Nothing but the jitter, of at most 2 pixels. */
AugmentationOptions
JitterOnly()
{
  AugmentationOptions options = Never();
  options.affineJitterPixels = 2.0;
  return options;
}
} // namespace

TEST(AffineJitter, MovesThreePointsAboutTheCenter)
{
  EXPECT_EQ(JitterPoints({9, 20}), (std::array<PlanePoint, 3>{{{13, 7}, {13, 1}, {7, 1}}}));
  EXPECT_EQ(JitterPoints({9, 20}, JitterCenter::RowColumn), (std::array<PlanePoint, 3>{{{7, 13}, {7, 7}, {1, 7}}}));
  VOX_EXPECT_ERROR((void)JitterPoints({2, 20}), ErrorKind::Usage, "found a patch of 2 x 20 pixels");
}

TEST(AffineJitter, MovesThemByNoMoreThanAsked)
{
  const kernels::PictureSize size{90, 120};
  double largest = 0.0;
  for (std::uint64_t seed = 0; seed < 50; ++seed)
  {
    Random random(seed);
    const AffineMap map = DrawAffineJitter(size, 10.0, random);
    for (const PlanePoint & point : JitterPoints(size))
    {
      largest = std::max({largest, std::abs(map(point).x - point.x), std::abs(map(point).y - point.y)});
    }
  }
  EXPECT_LE(largest, 10.0 + 1e-9);
  EXPECT_GT(largest, 9.0);
  Random random(1);
  VOX_EXPECT_ERROR((void)DrawAffineJitter(size, 15.0, random), ErrorKind::Usage,
                   "affine_jitter_pixels: found 15, expected 0 to less than 15 for patches of 90 x 120 pixels");
}

TEST(AffineJitter, OfNothingIsTheIdentity)
{
  const Patch patch = WithPreviousStage(NoisePatch(2, {3, 8, 9}));
  const Patch same = WarpAffine(patch, AffineMap{});
  EXPECT_TRUE(Identical(same, patch));
  EXPECT_TRUE(at::equal(same.previousStage, patch.previousStage));
}

TEST(AffineJitter, InterpolatesLinearlyAndReflectsWithoutRepeatingTheEdge)
{
  const Patch row{at::tensor({10., 20., 40., 80.}).to(at::kFloat).view({1, 1, 1, 4}),
                  at::tensor({1, 2, -1, 4}, at::kShort).view({1, 1, 4})};
  const Patch moved = WarpAffine(row, {{{{1.0, 0.0, 1.75}, {0.0, 1.0, 0.0}}}}); // reads -1.75, -0.75, 0.25, 1.25
  EXPECT_TRUE(moved.image.equal(at::tensor({35.0, 17.5, 12.5, 25.0}).to(at::kFloat).view({1, 1, 1, 4}))) << moved.image;
  EXPECT_TRUE(moved.labels.equal(at::tensor({-1, 2, 1, 2}, at::kShort).view({1, 1, 4}))) << moved.labels;
}

TEST(AffineJitter, IsExactOnARampInside)
{
  const at::Tensor y = at::arange(30, at::kFloat).view({30, 1});
  const at::Tensor x = at::arange(28, at::kFloat).view({1, 28});
  const Patch ramp{(2 * x - 3 * y).view({1, 1, 30, 28}).contiguous(), at::zeros({1, 30, 28}, at::kShort)};
  const Patch moved = WarpAffine(ramp, turned);
  const AffineMap back = Inverse(turned);
  for (const auto & [row, column] : {std::pair(9, 12), std::pair(15, 15), std::pair(20, 10)})
  {
    const PlanePoint from = back({static_cast<double>(column), static_cast<double>(row)});
    EXPECT_NEAR(moved.image[0][0][row][column].item<double>(), 2 * from.x - 3 * from.y, 1e-4);
  }
}

TEST(AffineJitter, MovesChannelsSlicesAndLabelsAlike)
{
  const Patch one = NoisePatch(1, {1, 20, 24});
  const Patch patch{one.image.expand({3, 5, 20, 24}), one.labels.expand({5, 20, 24}), one.labels.expand({5, 20, 24})};
  const Patch moved = WarpAffine(patch, turned);
  const Patch expected = WarpAffine(one, turned);
  EXPECT_TRUE(at::equal(moved.image, expected.image.expand({3, 5, 20, 24})));
  EXPECT_TRUE(at::equal(moved.labels, expected.labels.expand({5, 20, 24})));
  EXPECT_TRUE(at::equal(moved.previousStage, moved.labels));
  EXPECT_FALSE(at::equal(expected.labels, one.labels));
}

TEST(AffineJitter, IsDrawnForWholePictures)
{
  const Patch patch = WithPreviousStage(NoisePatch(2, {1, 30, 24}));
  const AugmentationOptions options = JitterOnly();
  EXPECT_EQ(LoadSize(SizeOf(patch), options), SizeOf(patch));
  Random random(3);
  (void)random.Bernoulli(0.0); // rotation
  (void)random.Bernoulli(0.0); // scaling
  (void)random.Bernoulli(1.0);
  const Patch expected = WarpAffine(patch, DrawAffineJitter({30, 24}, 2.0, random));
  const Patch found = AugmentedWith(patch, SizeOf(patch), options, 3);
  EXPECT_TRUE(at::equal(found.image, expected.image));
  EXPECT_TRUE(at::equal(found.labels, expected.labels.clamp_min(0)));
  EXPECT_TRUE(at::equal(found.previousStage, expected.previousStage.clamp_min(0)));
  EXPECT_FALSE(at::equal(found.image, patch.image));
}

TEST(AffineJitter, SwitchedOffDrawsNothing)
{
  const Patch patch = NoisePatch(1, {1, 24, 24});
  const AugmentationOptions plain;
  AugmentationOptions off = plain;
  off.affineJitterPixels = 3.0;
  off.affineJitterProbability = 0.0;
  AugmentationOptions none = plain;
  none.affineJitterPixels = 0.0;
  none.affineJitterProbability = 0.5;
  for (std::uint64_t seed = 0; seed < 10; ++seed)
  {
    const Patch expected = AugmentedWith(patch, SizeOf(patch), plain, seed);
    EXPECT_TRUE(Identical(AugmentedWith(patch, SizeOf(patch), off, seed), expected));
    EXPECT_TRUE(Identical(AugmentedWith(patch, SizeOf(patch), none, seed), expected));
  }
}
