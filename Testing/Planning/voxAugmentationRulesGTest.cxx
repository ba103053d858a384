// SPDX-License-Identifier: Apache-2.0
#include "voxAugmentationRules.h"

#include "voxPlanFixture.h"

namespace vox
{
namespace
{

AugmentationOptions
Rules(int dimensions, const Zyx<std::int64_t> & patchSize)
{
  PlanConfiguration configuration;
  configuration.network = {"PlainConvUNet", {{"dimensions", dimensions}}};
  configuration.patchSize = patchSize;
  return AugmentationFor(configuration);
}

void
ExpectRotation(const AugmentationOptions & options, double z, double y, double x)
{
  EXPECT_EQ(ToJson(options.rotationDegrees.z), Json({{"low", -z}, {"high", z}}));
  EXPECT_EQ(ToJson(options.rotationDegrees.y), Json({{"low", -y}, {"high", y}}));
  EXPECT_EQ(ToJson(options.rotationDegrees.x), Json({{"low", -x}, {"high", x}}));
}

TEST(AugmentationRules, KeepTheDefaultsForNearlyCubicPatches)
{
  const AugmentationOptions options = Rules(3, {40, 56, 40});
  EXPECT_EQ(ToJson(options), ToJson(AugmentationOptions{}));
  EXPECT_FALSE(options.dummy2d);
  ExpectRotation(options, 30, 30, 30);
}

TEST(AugmentationRules, RotateThinPatchesInThePlaneOnly)
{
  const AugmentationOptions options = Rules(3, {20, 61, 40});
  EXPECT_TRUE(options.dummy2d);
  ExpectRotation(options, 180, 0, 0);
  EXPECT_EQ(options.mirrorAxes, (std::vector<int>{0, 1, 2}));
  // Exactly three times is not thin, and a long y axis does not make z long.
  EXPECT_FALSE(Rules(3, {20, 60, 40}).dummy2d);
  EXPECT_FALSE(Rules(3, {100, 20, 20}).dummy2d);
}

TEST(AugmentationRules, NeverMirrorTwoDimensionalPatchesAcrossSlices)
{
  const AugmentationOptions options = Rules(2, {1, 512, 512});
  EXPECT_TRUE(options.dummy2d);
  ExpectRotation(options, 180, 0, 0);
  EXPECT_EQ(options.mirrorAxes, (std::vector<int>{1, 2}));
}

TEST(AugmentationRules, MaskTheChannelsThatAreNormalizedInsideTheMask)
{
  PlanConfiguration configuration;
  configuration.network.name = "PlainConvUNet";
  configuration.patchSize = {40, 56, 40};
  configuration.preprocessing.useMaskForNorm = {true, false, true};
  EXPECT_EQ(AugmentationFor(configuration).maskedChannels, (std::vector<int>{0, 2}));
}

TEST(AugmentationRules, RotateElongatedTwoDimensionalPatchesALittle)
{
  ExpectRotation(Rules(2, {1, 320, 192}), 15, 0, 0);
  ExpectRotation(Rules(2, {1, 192, 320}), 15, 0, 0);
  ExpectRotation(Rules(2, {1, 288, 192}), 180, 0, 0);
}

TEST(AugmentationRules, FollowThePlan)
{
  EXPECT_FALSE(AugmentationFor(testing::SmallPlan().Configuration("3d_fullres", "p")).dummy2d);
  EXPECT_EQ(AugmentationFor(testing::SmallPlan().Configuration("2d", "p")).mirrorAxes, (std::vector<int>{1, 2}));
}

} // namespace
} // namespace vox
