// SPDX-License-Identifier: Apache-2.0
#include "voxAugmentationOptions.h"

#include "voxError.h"

#include <cmath>
#include <limits>
#include <string_view>

namespace vox
{

namespace
{
void
RequireProbability(std::string_view name, double value)
{
  if (!(value >= 0.0 && value <= 1.0))
  {
    Fail(ErrorKind::Usage, "augmentation: {}: found {}, expected a probability from 0 to 1", name, value);
  }
}

void
RequireOrdered(std::string_view name, const Range & range)
{
  if (!(range.low <= range.high))
  {
    Fail(ErrorKind::Usage, "augmentation: {}: found {} to {}, expected low <= high", name, range.low, range.high);
  }
}

void
RequirePositive(std::string_view name, const Range & range, double highest = std::numeric_limits<double>::infinity())
{
  RequireOrdered(name, range);
  if (!(range.low > 0.0 && range.high <= highest))
  {
    Fail(ErrorKind::Usage, "augmentation: {}: found {} to {}, expected values above 0 and at most {}", name, range.low,
         range.high, highest);
  }
}

void
RequireNotNegative(std::string_view name, const Range & range)
{
  RequireOrdered(name, range);
  if (!(range.low >= 0.0))
  {
    Fail(ErrorKind::Usage, "augmentation: {}: found {} to {}, expected no negative value", name, range.low, range.high);
  }
}

void
RequireNotNegative(std::string_view name, double value)
{
  if (!(value >= 0.0 && std::isfinite(value)))
  {
    Fail(ErrorKind::Usage, "augmentation: {}: found {}, expected 0 (off) or more", name, value);
  }
}
} // namespace

void
Validate(const AugmentationOptions & options)
{
  RequireProbability("rotation_probability", options.rotationProbability);
  RequireProbability("scaling_probability", options.scalingProbability);
  RequireProbability("affine_jitter_probability", options.affineJitterProbability);
  RequireProbability("elastic_probability", options.elasticProbability);
  RequireProbability("noise_probability", options.noiseProbability);
  RequireProbability("blur_probability", options.blurProbability);
  RequireProbability("blur_channel_probability", options.blurChannelProbability);
  RequireProbability("brightness_probability", options.brightnessProbability);
  RequireProbability("contrast_probability", options.contrastProbability);
  RequireProbability("low_resolution_probability", options.lowResolutionProbability);
  RequireProbability("low_resolution_channel_probability", options.lowResolutionChannelProbability);
  RequireProbability("inverted_gamma_probability", options.invertedGammaProbability);
  RequireProbability("gamma_probability", options.gammaProbability);
  RequireProbability("mirror_probability", options.mirrorProbability);
  RequireProbability("previous_stage_morphology_probability", options.previousStageMorphologyProbability);
  RequireProbability("previous_stage_morphology_label_probability", options.previousStageMorphologyLabelProbability);
  RequireProbability("previous_stage_removal_probability", options.previousStageRemovalProbability);
  RequireProbability("previous_stage_removal_label_probability", options.previousStageRemovalLabelProbability);
  RequireProbability("previous_stage_removal_largest_share", options.previousStageRemovalLargestShare);
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    RequireOrdered("rotation_degrees", options.rotationDegrees[axis]);
  }
  RequirePositive("scaling", options.scaling);
  RequireNotNegative("affine_jitter_pixels", options.affineJitterPixels);
  RequireNotNegative("elastic_displacement_voxels", options.elasticDisplacementVoxels);
  if (!(options.elasticSigmaVoxels > 0.0 && std::isfinite(options.elasticSigmaVoxels)))
  {
    Fail(ErrorKind::Usage, "augmentation: elastic_sigma_voxels: found {}, expected a number above 0",
         options.elasticSigmaVoxels);
  }
  RequireNotNegative("noise_sigma", options.noiseSigma);
  RequirePositive("blur_sigma_voxels", options.blurSigmaVoxels);
  RequireNotNegative("brightness", options.brightness);
  RequireNotNegative("contrast", options.contrast);
  RequirePositive("low_resolution_scale", options.lowResolutionScale, 1.0);
  RequirePositive("gamma", options.gamma);
  RequireNotNegative("previous_stage_morphology_radius_voxels", options.previousStageMorphologyRadiusVoxels);
  for (const int axis : options.mirrorAxes)
  {
    if (axis < 0 || axis > 2)
    {
      Fail(ErrorKind::Usage, "augmentation: mirror_axes: found {}, expected 0, 1 or 2 (z, y, x)", axis);
    }
  }
  for (const int channel : options.maskedChannels)
  {
    if (channel < 0)
    {
      Fail(ErrorKind::Usage, "augmentation: masked_channels: found {}, expected channels counted from 0", channel);
    }
  }
}

} // namespace vox
