// SPDX-License-Identifier: Apache-2.0
#include "voxAugment.h"

#include "voxAugmentationExamples.h"
#include "voxExpectError.h"
#include "voxPatchExamples.h"

#include <cmath>
#include <set>

using namespace vox;
using namespace vox::testing;

namespace
{
/** Everything happens. */
AugmentationOptions
Always()
{
  AugmentationOptions options;
  options.rotationProbability = options.scalingProbability = options.noiseProbability = options.blurProbability =
      options.blurChannelProbability = options.brightnessProbability = options.contrastProbability =
          options.lowResolutionProbability = options.lowResolutionChannelProbability =
              options.invertedGammaProbability = options.gammaProbability = options.elasticProbability = 1.0;
  options.affineJitterPixels = 0.9;
  return options;
}
} // namespace

TEST(LoadSize, EqualsTheInitialPatchSizeOfNnUNet)
{
  const AugmentationOptions options;
  EXPECT_EQ(LoadSize({128, 128, 128}, options), (Zyx<std::int64_t>{205, 205, 205}));
  EXPECT_EQ(LoadSize({40, 56, 40}, options), (Zyx<std::int64_t>{73, 80, 64}));
  EXPECT_EQ(LoadSize({80, 192, 160}, options), (Zyx<std::int64_t>{194, 289, 210}));
}

TEST(LoadSize, KeepsTheSlicesOfThinAndFlatPatches)
{
  AugmentationOptions options;
  options.dummy2d = true;
  options.rotationDegrees.z = {-180, 180};
  // Angles count up to 90 degrees, which exchange y and x, so both need the longer side: floor(320 / 0.85) = 376.
  EXPECT_EQ(LoadSize({20, 320, 256}, options), (Zyx<std::int64_t>{20, 376, 376}));
  options.dummy2d = false; // one slice is a plane without being told so
  options.rotationDegrees.z = {-15, 10};
  // 15 degrees: (100 cos + 200 sin) / 0.85 = 174.5, (200 cos - 100 sin) / 0.85 < 200 / 0.85 = 235.3.
  EXPECT_EQ(LoadSize({1, 100, 200}, options), (Zyx<std::int64_t>{1, 174, 235}));
}

TEST(LoadSize, OfPlanesEqualsThatOfNnUNet)
{
  // Read from configure_rotation_dummyDA_mirroring_and_inital_patch_size.
  AugmentationOptions options;
  options.dummy2d = true;
  options.rotationDegrees.z = {-180, 180};
  EXPECT_EQ(LoadSize({16, 320, 256}, options), (Zyx<std::int64_t>{16, 376, 376}));
  EXPECT_EQ(LoadSize({1, 256, 192}, options), (Zyx<std::int64_t>{1, 301, 301}));
  options.rotationDegrees.z = {-15, 15};
  EXPECT_EQ(LoadSize({1, 320, 192}, options), (Zyx<std::int64_t>{1, 422, 225}));
}

TEST(LoadSize, IsThePatchWithoutAugmentation)
{
  AugmentationOptions options;
  options.enabled = false;
  EXPECT_EQ(LoadSize({40, 56, 40}, options), (Zyx<std::int64_t>{40, 56, 40}));
  EXPECT_EQ(LoadSize({40, 56, 40}, Never()), (Zyx<std::int64_t>{40, 56, 40}));
}

TEST(CenterCrop, StartsAtHalfTheDifferenceAndClearsTheOutsideLabel)
{
  const Patch patch = NoisePatch(1, {7, 8, 9});
  const Patch crop = CenterCrop(patch, {4, 3, 9});
  // floor(7/2) - 4/2 = 1, 8/2 - floor(3/2) = 3.
  const at::Tensor labels = patch.labels.slice(0, 1, 5).slice(1, 3, 6);
  EXPECT_TRUE(at::equal(crop.image, patch.image.slice(1, 1, 5).slice(2, 3, 6)));
  EXPECT_TRUE(at::equal(crop.labels, labels.clamp_min(0)));
}

TEST(CenterCrop, PadsWhereThePatchIsLarger)
{
  const Patch patch{at::ones({1, 2, 2, 2}), at::ones({2, 2, 2}, at::kShort)};
  const Patch crop = CenterCrop(patch, {4, 4, 4});
  EXPECT_EQ(crop.image.sum().item<float>(), 8.0F);
  EXPECT_EQ(crop.labels.sum().item<std::int64_t>(), 8);
  EXPECT_EQ(crop.labels.min().item<std::int64_t>(), 0);
}

TEST(Augment, WithProbabilityZeroIsTheCentreCrop)
{
  const Patch patch = NoisePatch(2, {12, 14, 13});
  for (std::uint64_t seed = 0; seed < 20; ++seed)
  {
    EXPECT_TRUE(Identical(AugmentedWith(patch, {8, 8, 8}, Never(), seed), CenterCrop(patch, {8, 8, 8})));
  }
}

TEST(Augment, SwitchedOffIsTheCentreCrop)
{
  const Patch patch = NoisePatch(2, {12, 14, 13});
  AugmentationOptions options = Always();
  options.enabled = false;
  EXPECT_TRUE(Identical(AugmentedWith(patch, {8, 8, 8}, options, 1), CenterCrop(patch, {8, 8, 8})));
}

TEST(Augment, OfTheSameSeedIsTheSameAndOfAnotherDiffers)
{
  const Patch patch = NoisePatch(2, {16, 18, 17});
  const Patch first = AugmentedWith(patch, {8, 9, 10}, Always(), 5);
  EXPECT_TRUE(Identical(first, AugmentedWith(patch, {8, 9, 10}, Always(), 5)));
  EXPECT_FALSE(at::equal(first.image, AugmentedWith(patch, {8, 9, 10}, Always(), 6).image));
}

TEST(Augment, DoesToThePreviousStageWhatItDoesToLabels)
{
  const Patch patch = WithPreviousStage(NoisePatch(1, {16, 18, 17}));
  for (std::uint64_t seed = 0; seed < 10; ++seed)
  {
    const Patch both = AugmentedWith(patch, {8, 9, 10}, Always(), seed);
    const Patch other = AugmentedWith(PreviousStageAsLabels(patch), {8, 9, 10}, Always(), seed);
    EXPECT_TRUE(at::equal(both.previousStage, other.labels));
    EXPECT_GE(both.previousStage.min().item<std::int64_t>(), 0);
  }
  EXPECT_TRUE(at::equal(CenterCrop(patch, {8, 9, 10}).previousStage,
                        CenterCrop(PreviousStageAsLabels(patch), {8, 9, 10}).labels));
}

TEST(Augment, LeavesTheInputAlone)
{
  const Patch patch = WithPreviousStage(NoisePatch(2, {10, 10, 10}));
  const Patch before{patch.image.clone(), patch.labels.clone(), patch.previousStage.clone()};
  AugmentationOptions options = Always();
  options.rotationProbability = options.scalingProbability = 0.0;
  (void)AugmentedWith(patch, {10, 10, 10}, options, 1);
  EXPECT_TRUE(Identical(patch, before));
  EXPECT_TRUE(at::equal(patch.previousStage, before.previousStage));
}

TEST(Augment, GivesFiniteValuesAndLabelsOfTheSet)
{
  const Patch patch = NoisePatch(2, {16, 18, 17});
  for (std::uint64_t seed = 0; seed < 60; ++seed)
  {
    const Patch result = AugmentedWith(patch, {10, 11, 12}, seed % 2 == 0 ? Always() : AugmentationOptions{}, seed);
    ASSERT_EQ(result.image.sizes(), (std::vector<std::int64_t>{2, 10, 11, 12}));
    ASSERT_TRUE(at::isfinite(result.image).all().item<bool>());
    ASSERT_GE(result.labels.min().item<std::int64_t>(), 0);
    ASSERT_LE(result.labels.max().item<std::int64_t>(), 3);
  }
}

TEST(Augment, RunsEachStepAsOftenAsItsProbabilitySays)
{
  // One step at a time: the share of samples that differ from the centre crop is the probability of the step.
  const Patch patch = NoisePatch(1, {6, 6, 6});
  const Patch plain = CenterCrop(patch, {6, 6, 6});
  const auto share = [&](auto enable) {
    AugmentationOptions options = Never();
    enable(options);
    int changed = 0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed)
    {
      changed += Identical(AugmentedWith(patch, {6, 6, 6}, options, seed), plain) ? 0 : 1;
    }
    return changed / 1000.0;
  };
  const double allowed = 5.0 * std::sqrt(0.25 / 1000.0); // five standard errors at the most
  EXPECT_NEAR(share([](auto & o) { o.rotationProbability = 0.2; }), 0.2, allowed);
  EXPECT_NEAR(share([](auto & o) { o.scalingProbability = 0.3; }), 0.3, allowed);
  EXPECT_NEAR(share([](auto & o) {
                o.affineJitterPixels = 0.9;
                o.affineJitterProbability = 0.65;
              }),
              0.65, allowed);
  EXPECT_NEAR(share([](auto & o) { o.elasticProbability = 0.15; }), 0.15, allowed);
  EXPECT_NEAR(share([](auto & o) { o.noiseProbability = 0.4; }), 0.4, allowed);
  EXPECT_NEAR(share([](auto & o) { o.blurProbability = 0.6; }), 0.6 * 0.5, allowed);
  EXPECT_NEAR(share([](auto & o) { o.brightnessProbability = 0.7; }), 0.7, allowed);
  EXPECT_NEAR(share([](auto & o) { o.contrastProbability = 0.25; }), 0.25, allowed);
  EXPECT_NEAR(share([](auto & o) { o.invertedGammaProbability = 0.35; }), 0.35, allowed);
  EXPECT_NEAR(share([](auto & o) { o.gammaProbability = 0.45; }), 0.45, allowed);
  // At a scale that rounds to all six voxels (above 5.5 of 6) nothing is lost: 1/6 of the draws from 0.5 to 1.
  EXPECT_NEAR(share([](auto & o) { o.lowResolutionProbability = 0.8; }), 0.8 * 0.5 * 5.0 / 6.0, allowed);
  EXPECT_NEAR(share([](auto & o) { o.mirrorProbability = 0.5; }), 1.0 - 0.125, allowed);
}

TEST(Augment, DrawsFactorsAsOftenBelowOneAsAbove)
{
  AugmentationOptions options = Never();
  options.brightnessProbability = 1.0;
  options.brightness = {0.5, 4.0};
  const Patch patch{at::ones({1, 1, 1, 1}), at::zeros({1, 1, 1}, at::kShort)};
  int below = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed)
  {
    const float factor = AugmentedWith(patch, {1, 1, 1}, options, seed).image.item<float>();
    ASSERT_GE(factor, 0.5F);
    ASSERT_LT(factor, 4.0F);
    below += factor < 1.0F ? 1 : 0;
  }
  EXPECT_NEAR(below / 1000.0, 0.5, 0.08);
}

TEST(Augment, KeepsARangeOnOneSideOfOne)
{
  const Patch patch{at::ones({1, 1, 1, 1}), at::zeros({1, 1, 1}, at::kShort)};
  AugmentationOptions options = Never();
  options.brightnessProbability = 1.0;
  for (const Range & range : {Range{0.5, 0.8}, Range{1.2, 1.3}, Range{1.0, 1.0}})
  {
    options.brightness = range;
    for (std::uint64_t seed = 0; seed < 50; ++seed)
    {
      const float factor = AugmentedWith(patch, {1, 1, 1}, options, seed).image.item<float>();
      ASSERT_GE(factor, static_cast<float>(range.low));
      ASSERT_LE(factor, static_cast<float>(range.high));
    }
  }
}

TEST(Augment, MirrorsOnlyTheGivenAxes)
{
  const Patch patch = NoisePatch(1, {4, 5, 6});
  AugmentationOptions options = Never();
  options.mirrorProbability = 1.0;
  options.mirrorAxes = {0, 2};
  const Patch mirrored = AugmentedWith(patch, {4, 5, 6}, options, 1);
  EXPECT_TRUE(at::equal(mirrored.image, patch.image.flip({1, 3})));
  EXPECT_TRUE(at::equal(mirrored.labels, patch.labels.flip({0, 2}).clamp_min(0)));
}

TEST(Augment, RotatesThinPatchesWithinTheirSlices)
{
  // Each slice has its own constant value and label: a transform that mixes slices would show.
  const at::Tensor slices = at::arange(1, 6, at::kFloat).view({1, 5, 1, 1}).expand({1, 5, 40, 40}).contiguous();
  const Patch patch{slices, slices[0].to(at::kShort)};
  AugmentationOptions options = Never();
  options.rotationProbability = options.scalingProbability = 1.0;
  options.dummy2d = true;
  options.rotationDegrees.z = {-180, 180};
  for (std::uint64_t seed = 0; seed < 10; ++seed)
  {
    const Patch turned = AugmentedWith(patch, {5, 16, 16}, options, seed);
    EXPECT_LT((turned.image - slices.slice(2, 0, 16).slice(3, 0, 16)).abs().max().item<float>(), 1e-5F);
    EXPECT_TRUE(at::equal(turned.labels, patch.labels.slice(1, 0, 16).slice(2, 0, 16)));
  }
}

TEST(Augment, KeepsTheSlicesOfThinPatchesAtLowResolution)
{
  const at::Tensor slices = at::arange(1, 6, at::kFloat).view({1, 5, 1, 1}).expand({1, 5, 8, 8}).contiguous();
  const Patch patch{slices, slices[0].to(at::kShort)};
  AugmentationOptions options = Never();
  options.lowResolutionProbability = options.lowResolutionChannelProbability = 1.0;
  options.dummy2d = true;
  EXPECT_LT((AugmentedWith(patch, {5, 8, 8}, options, 1).image - slices).abs().max().item<float>(), 1e-6F);
  options.dummy2d = false;
  EXPECT_GT((AugmentedWith(patch, {5, 8, 8}, options, 1).image - slices).abs().max().item<float>(), 0.1F);
}

TEST(Augment, TreatsOneSliceAsAPlane)
{
  const Patch patch = NoisePatch(2, {1, 30, 28});
  AugmentationOptions options = Always();
  options.rotationDegrees = {{-180, 180}, {-180, 180}, {-180, 180}}; // those about y and x are not used
  for (std::uint64_t seed = 0; seed < 20; ++seed)
  {
    const Patch result = AugmentedWith(patch, {1, 16, 16}, options, seed);
    ASSERT_TRUE(at::isfinite(result.image).all().item<bool>());
    ASSERT_GT(result.image.std().item<float>(), 0.01F); // a slice tilted out of its plane would be mostly padding
    ASSERT_GT((result.labels > 0).sum().item<std::int64_t>(), 100);
  }
}

TEST(Augment, ClearsMaskedChannelsOutsideTheMask)
{
  const Patch patch = NoisePatch(2, {4, 8, 8});
  AugmentationOptions options = Never();
  options.noiseProbability = 1.0;
  options.noiseSigma = {0.5, 0.5};
  options.maskedChannels = {1};
  const Patch result = AugmentedWith(patch, {4, 8, 8}, options, 3);
  const at::Tensor outside = patch.labels < 0;
  EXPECT_EQ(result.image[1].masked_select(outside).abs().max().item<float>(), 0.0F);
  EXPECT_GT(result.image[1].masked_select(outside.logical_not()).abs().min().item<float>(), 0.0F);
  EXPECT_GT(result.image[0].masked_select(outside).abs().min().item<float>(), 0.0F);

  options.maskedChannels = {2};
  VOX_EXPECT_ERROR((void)AugmentedWith(patch, {4, 8, 8}, options, 3), ErrorKind::Usage,
                   "masked_channels: found 2, expected less than the 2 channels");
}

TEST(Augment, RefusesWrongOptionsAndPatches)
{
  const Patch patch = NoisePatch(1, {4, 4, 4});
  AugmentationOptions options;
  options.gammaProbability = -0.1;
  VOX_EXPECT_ERROR((void)AugmentedWith(patch, {4, 4, 4}, options, 1), ErrorKind::Usage,
                   "gamma_probability: found -0.1");
  VOX_EXPECT_ERROR((void)AugmentedWith({patch.image, at::Tensor()}, {4, 4, 4}, {}, 1), ErrorKind::BadInput, "labels");
  VOX_EXPECT_ERROR((void)CenterCrop({at::Tensor(), patch.labels}, {4, 4, 4}), ErrorKind::BadInput,
                   "image: found no tensor");
}
