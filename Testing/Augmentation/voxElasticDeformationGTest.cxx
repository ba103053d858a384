// SPDX-License-Identifier: Apache-2.0
#include "voxElasticDeformation.h"

#include "voxAugment.h"
#include "voxAugmentationExamples.h"
#include "voxExpectError.h"
#include "voxPatchExamples.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

using namespace vox;
using namespace vox::testing;

namespace
{
DisplacementField
FieldOf(const Zyx<std::int64_t> & size, bool planar, double largest, double sigma, std::uint64_t seed = 1)
{
  Random random(seed);
  return DrawDisplacementField(size, planar, largest, sigma, random);
}

at::Tensor
AsTensor(const std::vector<float> & component, const Zyx<std::int64_t> & size)
{
  return at::tensor(component).view({size.z, size.y, size.x});
}

/** [components, D, H, W] */
at::Tensor
AsTensor(const DisplacementField & field)
{
  std::vector<at::Tensor> components{AsTensor(field.y, field.size), AsTensor(field.x, field.size)};
  if (!field.z.empty())
  {
    components.push_back(AsTensor(field.z, field.size));
  }
  return at::stack(components);
}

/** Largest difference between neighbors along x, of any component. */
double
Roughness(const DisplacementField & field)
{
  return AsTensor(field).diff(1, 3).abs().max().item<double>();
}

/** Only the deformation, in every sample. */
AugmentationOptions
ElasticOnly()
{
  AugmentationOptions options = Never();
  options.elasticProbability = 1.0;
  options.elasticDisplacementVoxels = 3.0;
  options.elasticSigmaVoxels = 4.0;
  return options;
}
} // namespace

TEST(ElasticDeformation, HasTheLongestDisplacementThatIsAskedFor)
{
  for (const bool planar : {false, true})
  {
    const DisplacementField field = FieldOf({12, 20, 24}, planar, 3.5, 4.0);
    EXPECT_EQ(field.size, (Zyx<std::int64_t>{planar ? 1 : 12, 20, 24}));
    const at::Tensor components = AsTensor(field);
    EXPECT_EQ(components.size(0), planar ? 2 : 3);
    EXPECT_NEAR(components.square().sum(0).sqrt().max().item<double>(), 3.5, 1e-5);
    EXPECT_GT(components.flatten(1).abs().amax(1).min().item<double>(), 0.5); // no axis is left out
  }
}

TEST(ElasticDeformation, IsSmootherTheLargerSigma)
{
  const DisplacementField fine = FieldOf({1, 64, 64}, true, 1.0, 1.0);
  const DisplacementField coarse = FieldOf({1, 64, 64}, true, 1.0, 8.0);
  EXPECT_LT(Roughness(coarse), 0.25);
  EXPECT_GT(Roughness(fine), 2.0 * Roughness(coarse));
  EXPECT_LT(Roughness(FieldOf({16, 32, 32}, false, 1.0, 8.0)), 0.25);
}

TEST(ElasticDeformation, OfNothingIsTheIdentity)
{
  const Patch patch = WithPreviousStage(NoisePatch(2, {6, 9, 10}));
  for (const bool planar : {false, true})
  {
    const Patch same = Deform(patch, FieldOf({6, 9, 10}, planar, 0.0, 4.0));
    EXPECT_TRUE(Identical(same, patch));
    EXPECT_TRUE(at::equal(same.previousStage, patch.previousStage));
  }
}

TEST(ElasticDeformation, ReadsWhereTheFieldSays)
{
  const Zyx<std::int64_t> size{10, 12, 14};
  const at::Tensor z = at::arange(10, at::kFloat).view({10, 1, 1});
  const at::Tensor y = at::arange(12, at::kFloat).view({12, 1});
  const at::Tensor x = at::arange(14, at::kFloat);
  const Patch ramp{(5 * z + 2 * x - 3 * y).unsqueeze(0), at::zeros({10, 12, 14}, at::kShort)};
  const DisplacementField field = FieldOf(size, false, 2.0, 3.0);
  const at::Tensor expected =
      ramp.image[0] + 5 * AsTensor(field.z, size) + 2 * AsTensor(field.x, size) - 3 * AsTensor(field.y, size);
  const auto inner = [](const at::Tensor & t) { return t.slice(0, 2, 8).slice(1, 2, 10).slice(2, 2, 12); };
  EXPECT_LT((inner(Deform(ramp, field).image[0]) - inner(expected)).abs().max().item<double>(), 1e-4);
}

TEST(ElasticDeformation, MovesImageAndLabelsAlikeAndMakesNoNewLabel)
{
  // A smooth image and the labels of three of its levels; -1 lies along the border.
  const Zyx<std::int64_t> size{9, 40, 44};
  const at::Tensor image = (at::arange(44, at::kFloat) / 5).sin() +
                           (at::arange(40, at::kFloat).view({40, 1}) / 6).cos() +
                           at::arange(9, at::kFloat).view({9, 1, 1}) / 9;
  const auto levels = [](const at::Tensor & values) {
    return (values.gt(0.0).to(at::kShort) + values.gt(1.0).to(at::kShort) * 2).to(at::kShort);
  };
  const Patch patch{image.unsqueeze(0), levels(image), levels(image)};
  for (const bool planar : {false, true})
  {
    const Patch moved = Deform(patch, FieldOf(size, planar, 3.0, 6.0));
    EXPECT_FALSE(at::equal(moved.labels, patch.labels));
    EXPECT_TRUE(at::equal(moved.previousStage, moved.labels));
    // Half a voxel away along each axis, an image with these slopes differs by less than 0.25.
    const at::Tensor clear = (moved.image[0] - 0.0).abs().gt(0.25).logical_and((moved.image[0] - 1.0).abs().gt(0.25));
    EXPECT_GT(clear.to(at::kFloat).mean().item<double>(), 0.5);
    EXPECT_TRUE(at::equal(moved.labels.masked_select(clear), levels(moved.image[0]).masked_select(clear)));
    EXPECT_EQ(moved.labels.min().item<int>(), 0);
    EXPECT_EQ(moved.labels.max().item<int>(), 3);
    EXPECT_FALSE(moved.labels.eq(2).any().item<bool>()); // no level has it: labels are not mixed
  }
}

TEST(ElasticDeformation, StaysWithinTheSlicesOfThinPatches)
{
  const at::Tensor slices = at::arange(5, at::kFloat).view({1, 5, 1, 1}).expand({1, 5, 16, 16}).contiguous();
  const Patch patch{slices, slices[0].to(at::kShort)};
  AugmentationOptions options = ElasticOnly();
  options.dummy2d = true;
  const Patch within = AugmentedWith(patch, {5, 16, 16}, options, 1);
  EXPECT_LT((within.image - patch.image).abs().max().item<float>(), 1e-5F);
  EXPECT_TRUE(at::equal(within.labels, patch.labels));
  options.dummy2d = false;
  EXPECT_GT((AugmentedWith(patch, {5, 16, 16}, options, 1).image - patch.image).abs().max().item<float>(), 0.1F);
}

TEST(ElasticDeformation, IsDrawnFromTheSeedAndNotAtAllWhereItIsOff)
{
  const Patch patch = NoisePatch(1, {8, 16, 16});
  const AugmentationOptions options = ElasticOnly();
  const Patch first = AugmentedWith(patch, {8, 16, 16}, options, 1);
  EXPECT_TRUE(Identical(first, AugmentedWith(patch, {8, 16, 16}, options, 1)));
  EXPECT_FALSE(at::equal(first.image, AugmentedWith(patch, {8, 16, 16}, options, 2).image));
  const AugmentationOptions plain;
  AugmentationOptions never = plain;
  never.elasticDisplacementVoxels = 5.0;
  AugmentationOptions nowhere = plain;
  nowhere.elasticProbability = 1.0;
  nowhere.elasticDisplacementVoxels = 0.0;
  for (std::uint64_t seed = 0; seed < 5; ++seed)
  {
    const Patch expected = AugmentedWith(patch, {8, 16, 16}, plain, seed);
    EXPECT_TRUE(Identical(AugmentedWith(patch, {8, 16, 16}, never, seed), expected));
    EXPECT_TRUE(Identical(AugmentedWith(patch, {8, 16, 16}, nowhere, seed), expected));
  }
}

TEST(ElasticDeformation, RefusesWhatIsNone)
{
  VOX_EXPECT_ERROR((void)FieldOf({1, 4, 4}, true, 1.0, 0.0), ErrorKind::Internal, "smoothed by 0");
  VOX_EXPECT_ERROR((void)Deform(NoisePatch(1, {2, 4, 4}), FieldOf({1, 4, 5}, true, 1.0, 2.0)), ErrorKind::Internal,
                   "found a field of 1x4x5 voxels, expected 1x4x4");
}
