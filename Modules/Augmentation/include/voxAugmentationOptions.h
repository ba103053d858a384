// SPDX-License-Identifier: Apache-2.0
#ifndef voxAugmentationOptions_h
#define voxAugmentationOptions_h

#include "voxOptions.h"

#include <vector>

namespace vox
{

/** A range to draw from uniformly. */
struct Range
{
  double low = 0.0;
  double high = 0.0;
};

template <typename TVisitor>
void
VisitFields(Range & o, TVisitor && visit)
{
  visit("low", o.low, "smallest value");
  visit("high", o.high, "largest value");
}

/** nnU-Net 2.8.1's training transforms; every default is nnU-Net's, and what it does not have is off. Probabilities are
 * per sample unless said otherwise. The planner sets `dummy2d`, `rotationDegrees` and `mirrorAxes` from the patch
 * (configure_rotation_dummyDA...). */
struct AugmentationOptions
{
  bool enabled = true;
  bool dummy2d = false; ///< spatial transform in the y, x planes only, for patches more than 3 times thinner in z
  Zyx<Range> rotationDegrees{{-30, 30}, {-30, 30}, {-30, 30}};
  double rotationProbability = 0.2;
  Range scaling{0.7, 1.4};
  double scalingProbability = 0.2;
  double affineJitterPixels = 0.0; ///< how far DrawAffineJitter moves its points; 0 is off
  double affineJitterProbability = 1.0;
  double elasticDisplacementVoxels = 4.0; ///< the longest one, see DrawDisplacementField; 0 is off
  double elasticSigmaVoxels = 8.0;
  double elasticProbability = 0.0;
  Range noiseSigma{0.0, 0.1};
  double noiseProbability = 0.1;
  Range blurSigmaVoxels{0.5, 1.0};
  double blurProbability = 0.2;
  double blurChannelProbability = 0.5;
  Range brightness{0.75, 1.25};
  double brightnessProbability = 0.15;
  Range contrast{0.75, 1.25};
  double contrastProbability = 0.15;
  Range lowResolutionScale{0.5, 1.0};
  double lowResolutionProbability = 0.25;
  double lowResolutionChannelProbability = 0.5;
  Range gamma{0.7, 1.5};
  double invertedGammaProbability = 0.1;
  double gammaProbability = 0.3;
  std::vector<int> mirrorAxes{0, 1, 2};
  double mirrorProbability = 0.5; ///< per axis
  /** Channels set to 0 where the label is below 0 (outside the non-zero mask), after all other transforms: those that
   * were normalised inside that mask. */
  std::vector<int> maskedChannels{};
  // Cascades only: how the masks of the stage before are disturbed, see DisturbPreviousStage.
  double previousStageMorphologyProbability = 0.4;
  double previousStageMorphologyLabelProbability = 0.5;
  Range previousStageMorphologyRadiusVoxels{1.0, 8.0};
  double previousStageRemovalProbability = 0.2;
  double previousStageRemovalLabelProbability = 0.5;
  double previousStageRemovalLargestShare = 0.15;
};

template <typename TVisitor>
void
VisitFields(AugmentationOptions & o, TVisitor && visit)
{
  visit("enabled", o.enabled, "false crops the centre and changes nothing");
  visit("dummy_2d", o.dummy2d, "spatial transform in the y, x planes only");
  visit("rotation_degrees", o.rotationDegrees, "range per axis");
  visit("rotation_probability", o.rotationProbability, "of a rotation");
  visit("scaling", o.scaling, "factor; above 1 the object shrinks");
  visit("scaling_probability", o.scalingProbability, "of a scaling");
  visit("affine_jitter_pixels", o.affineJitterPixels,
        "how far each of three points moves, at the most, to make a random affine map of the plane; 0 is off");
  visit("affine_jitter_probability", o.affineJitterProbability, "of such a map");
  visit("elastic_displacement_voxels", o.elasticDisplacementVoxels,
        "longest displacement of an elastic deformation; 0 is off");
  visit("elastic_sigma_voxels", o.elasticSigmaVoxels, "of the Gaussian that makes its random displacements smooth");
  visit("elastic_probability", o.elasticProbability, "of such a deformation");
  visit("noise_sigma", o.noiseSigma, "standard deviation of Gaussian noise");
  visit("noise_probability", o.noiseProbability, "of noise");
  visit("blur_sigma_voxels", o.blurSigmaVoxels, "Gaussian blur, drawn per axis");
  visit("blur_probability", o.blurProbability, "of blur");
  visit("blur_channel_probability", o.blurChannelProbability, "per channel, given blur");
  visit("brightness", o.brightness, "factor per channel");
  visit("brightness_probability", o.brightnessProbability, "of a change of brightness");
  visit("contrast", o.contrast, "factor around the mean, per channel, clipped to the old range");
  visit("contrast_probability", o.contrastProbability, "of a change of contrast");
  visit("low_resolution_scale", o.lowResolutionScale, "down and up again by this factor");
  visit("low_resolution_probability", o.lowResolutionProbability, "of a simulated low resolution");
  visit("low_resolution_channel_probability", o.lowResolutionChannelProbability, "per channel, given low resolution");
  visit("gamma", o.gamma, "exponent, mean and deviation kept");
  visit("inverted_gamma_probability", o.invertedGammaProbability, "of gamma on the inverted image");
  visit("gamma_probability", o.gammaProbability, "of gamma");
  visit("mirror_axes", o.mirrorAxes, "tensor axes that may be flipped");
  visit("mirror_probability", o.mirrorProbability, "per axis");
  visit("masked_channels", o.maskedChannels, "channels set to 0 outside the non-zero mask");
  visit("previous_stage_morphology_probability", o.previousStageMorphologyProbability,
        "cascade: of dilation, erosion, closing or opening of the previous stage's labels");
  visit("previous_stage_morphology_label_probability", o.previousStageMorphologyLabelProbability,
        "per label, given such a change");
  visit("previous_stage_morphology_radius_voxels", o.previousStageMorphologyRadiusVoxels, "of the ball");
  visit("previous_stage_removal_probability", o.previousStageRemovalProbability,
        "cascade: of connected components removed from the previous stage's labels");
  visit("previous_stage_removal_label_probability", o.previousStageRemovalLabelProbability,
        "per label, given a removal");
  visit("previous_stage_removal_largest_share", o.previousStageRemovalLargestShare,
        "share of the patch that a component must be smaller than");
}

/** Throws Error(Usage) that names the option, the value found and the values allowed: probabilities in [0, 1], ranges
 * with low <= high, factors, deviations and distances not negative (scaling, low resolution, gamma, blur and elastic
 * sigma above 0), axes 0 to 2.
 */
void Validate(const AugmentationOptions & options);

} // namespace vox

#endif
