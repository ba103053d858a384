// SPDX-License-Identifier: Apache-2.0
#include "voxAugmentationOptions.h"
#include "voxExpectError.h"

#include <limits>

using namespace vox;

TEST(AugmentationOptions, DefaultsAreValidAndSurviveJson)
{
  AugmentationOptions options;
  EXPECT_NO_THROW(Validate(options));
  options.maskedChannels = {0, 2};
  options.rotationDegrees.z = {-15, 20};
  AugmentationOptions copy;
  FromJson(ToJson(options), copy, "test");
  EXPECT_EQ(ToJson(copy), ToJson(options));
  EXPECT_EQ(copy.rotationDegrees.z.low, -15.0);
  EXPECT_EQ(copy.maskedChannels, options.maskedChannels);
}

TEST(AugmentationOptions, RefusesValuesOutOfRange)
{
  const auto refused = [](auto change, const char * part) {
    AugmentationOptions options;
    change(options);
    VOX_EXPECT_ERROR(Validate(options), ErrorKind::Usage, part);
  };
  refused([](auto & o) { o.noiseProbability = 1.5; },
          "noise_probability: found 1.5, expected a probability from 0 to 1");
  refused([](auto & o) { o.mirrorProbability = std::numeric_limits<double>::quiet_NaN(); }, "mirror_probability");
  refused([](auto & o) { o.rotationDegrees.y = {30, -30}; }, "rotation_degrees: found 30 to -30, expected low <= high");
  refused([](auto & o) { o.scaling = {0.0, 1.4}; }, "scaling: found 0 to 1.4");
  refused([](auto & o) { o.affineJitterPixels = -1.0; }, "affine_jitter_pixels: found -1, expected 0 (off) or more");
  refused([](auto & o) { o.affineJitterProbability = 1.1; }, "affine_jitter_probability: found 1.1");
  refused([](auto & o) { o.elasticDisplacementVoxels = -1.0; }, "elastic_displacement_voxels: found -1");
  refused([](auto & o) { o.elasticSigmaVoxels = 0.0; }, "elastic_sigma_voxels: found 0, expected a number above 0");
  refused([](auto & o) { o.elasticProbability = 2.0; }, "elastic_probability: found 2");
  refused([](auto & o) { o.noiseSigma = {-0.1, 0.1}; }, "noise_sigma");
  refused([](auto & o) { o.blurSigmaVoxels = {0.0, 1.0}; }, "blur_sigma_voxels");
  refused(
      [](auto & o) {
        o.lowResolutionScale = {0.5, 1.1};
      },
      "low_resolution_scale: found 0.5 to 1.1, expected values above 0 and at most 1");
  refused([](auto & o) { o.gamma = {0.0, 1.5}; }, "gamma");
  refused([](auto & o) { o.mirrorAxes = {0, 3}; }, "mirror_axes: found 3, expected 0, 1 or 2");
  refused([](auto & o) { o.maskedChannels = {-1}; }, "masked_channels: found -1");
  refused(
      [](auto & o) {
        o.previousStageMorphologyRadiusVoxels = {-1.0, 8.0};
      },
      "previous_stage_morphology_radius_voxels: found -1 to 8");
  refused([](auto & o) { o.previousStageRemovalLargestShare = 15.0; },
          "previous_stage_removal_largest_share: found 15");
}
