// SPDX-License-Identifier: Apache-2.0
#include "voxAugment.h"

#include "voxBrightnessContrast.h"
#include "voxError.h"
#include "voxGamma.h"
#include "voxGaussianBlur.h"
#include "voxGaussianNoise.h"
#include "voxLowResolution.h"
#include "voxMirror.h"
#include "voxSpatialTransform.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

namespace vox
{

namespace
{
double
Draw(const Range & range, Random & random)
{
  return random.Uniform(range.low, range.high);
}

/** nnU-Net's draw of a factor or exponent: as often below 1 as above, however unequal the two parts of the range are.
 */
double
DrawAroundOne(const Range & range, Random & random)
{
  const bool below = (random.Bernoulli(0.5) && range.low < 1.0) || range.high <= 1.0;
  return below ? random.Uniform(range.low, std::min(range.high, 1.0))
               : random.Uniform(std::max(range.low, 1.0), range.high);
}

double
Radians(double degrees)
{
  return degrees * std::numbers::pi / 180.0;
}

/** Rotation and scaling are within the y, x plane. */
bool
IsPlanar(const Zyx<std::int64_t> & patchSize, const AugmentationOptions & options)
{
  return options.dummy2d || patchSize.z == 1;
}

Box
CentralBox(const Zyx<std::int64_t> & size, const Zyx<std::int64_t> & patchSize)
{
  Box box;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    box.lower[axis] = size[axis] / 2 - patchSize[axis] / 2;
    box.upper[axis] = box.lower[axis] + patchSize[axis];
  }
  return box;
}

Patch
TransformSpatially(const Patch & patch, const Zyx<std::int64_t> & patchSize, const AugmentationOptions & options,
                   Random & random)
{
  const bool rotate = random.Bernoulli(options.rotationProbability);
  const bool scale = random.Bernoulli(options.scalingProbability);
  const Zyx<std::int64_t> size = SizeOf(patch);
  const Box central = CentralBox(size, patchSize);
  if (!rotate && !scale)
  {
    return CropPatch(patch, central);
  }
  const bool planar = IsPlanar(patchSize, options);
  Zyx<double> angles{0.0, 0.0, 0.0};
  for (std::size_t axis = 0; rotate && axis < (planar ? 1U : 3U); ++axis)
  {
    angles[axis] = Radians(Draw(options.rotationDegrees[axis], random));
  }
  const double factor = scale ? Draw(options.scaling, random) : 1.0;
  const Zyx<double> scales{planar ? 1.0 : factor, factor, factor};
  Zyx<double> center{0.5 * static_cast<double>(size.z), 0.5 * static_cast<double>(size.y),
                     0.5 * static_cast<double>(size.x)};
  if (planar)
  {
    center.z = static_cast<double>(central.lower.z) + 0.5 * static_cast<double>(patchSize.z); // slice on slice
  }
  return ResampleAffine(patch, patchSize, RotationScalingMatrix(angles, scales), center);
}

/** Calls change(channel) for every channel of a contiguous image. */
template <typename TChange>
void
ForEachChannel(const at::Tensor & image, TChange change)
{
  const std::span<float> values(image.mutable_data_ptr<float>(), static_cast<std::size_t>(image.numel()));
  const std::size_t voxels = values.size() / static_cast<std::size_t>(image.size(0));
  for (std::size_t begin = 0; begin < values.size(); begin += voxels)
  {
    change(values.subspan(begin, voxels));
  }
}

void
AddNoise(const at::Tensor & image, const AugmentationOptions & options, Random & random)
{
  if (random.Bernoulli(options.noiseProbability))
  {
    const double sigma = Draw(options.noiseSigma, random);
    ForEachChannel(image, [&](std::span<float> channel) { AddGaussianNoise(channel, sigma, random); });
  }
}

void
Blur(const at::Tensor & image, const Zyx<std::int64_t> & size, const AugmentationOptions & options, Random & random)
{
  if (!random.Bernoulli(options.blurProbability))
  {
    return;
  }
  ForEachChannel(image, [&](std::span<float> channel) {
    if (random.Bernoulli(options.blurChannelProbability))
    {
      Zyx<double> sigma;
      for (std::size_t axis = 0; axis < 3; ++axis)
      {
        sigma[axis] = Draw(options.blurSigmaVoxels, random);
      }
      GaussianBlur(channel, size, sigma);
    }
  });
}

void
ChangeIntensities(const at::Tensor & image, const AugmentationOptions & options, Random & random)
{
  if (random.Bernoulli(options.brightnessProbability))
  {
    ForEachChannel(image, [&](std::span<float> channel) {
      MultiplyBrightness(channel, DrawAroundOne(options.brightness, random));
    });
  }
  if (random.Bernoulli(options.contrastProbability))
  {
    ForEachChannel(image,
                   [&](std::span<float> channel) { ChangeContrast(channel, DrawAroundOne(options.contrast, random)); });
  }
}

void
LowerResolution(const at::Tensor & image, const Zyx<std::int64_t> & size, const AugmentationOptions & options,
                Random & random)
{
  if (!random.Bernoulli(options.lowResolutionProbability))
  {
    return;
  }
  ForEachChannel(image, [&](std::span<float> channel) {
    if (random.Bernoulli(options.lowResolutionChannelProbability))
    {
      const double scale = Draw(options.lowResolutionScale, random);
      SimulateLowResolution(channel, size, {options.dummy2d ? 1.0 : scale, scale, scale});
    }
  });
}

void
ChangeGammas(const at::Tensor & image, const AugmentationOptions & options, Random & random)
{
  for (const bool inverted : {true, false})
  {
    if (random.Bernoulli(inverted ? options.invertedGammaProbability : options.gammaProbability))
    {
      ForEachChannel(image, [&](std::span<float> channel) {
        ChangeGamma(channel, DrawAroundOne(options.gamma, random), inverted);
      });
    }
  }
}

void
MirrorAtRandom(Patch & patch, const AugmentationOptions & options, Random & random)
{
  Zyx<bool> axes{false, false, false};
  for (const int axis : options.mirrorAxes)
  {
    axes[static_cast<std::size_t>(axis)] = random.Bernoulli(options.mirrorProbability);
  }
  Mirror(patch, axes);
}

void
MaskChannels(Patch & patch, const std::vector<int> & channels)
{
  const std::span<const std::int16_t> labels(patch.labels.const_data_ptr<std::int16_t>(),
                                             static_cast<std::size_t>(patch.labels.numel()));
  for (const int channel : channels)
  {
    if (channel >= patch.image.size(0))
    {
      Fail(ErrorKind::Usage, "augmentation: masked_channels: found {}, expected less than the {} channels of the image",
           channel, patch.image.size(0));
    }
    float * values = patch.image.mutable_data_ptr<float>() + channel * patch.labels.numel();
    for (std::size_t i = 0; i < labels.size(); ++i)
    {
      values[i] = labels[i] < 0 ? 0.0F : values[i];
    }
  }
}

void
ClearOutsideLabels(Patch & patch)
{
  for (const at::Tensor & map : {patch.labels, patch.previousStage})
  {
    if (map.defined())
    {
      const std::span labels(map.mutable_data_ptr<std::int16_t>(), static_cast<std::size_t>(map.numel()));
      std::replace(labels.begin(), labels.end(), labelOutside, std::int16_t{0});
    }
  }
}
} // namespace

Zyx<std::int64_t>
LoadSize(const Zyx<std::int64_t> & patchSize, const AugmentationOptions & options)
{
  if (!options.enabled)
  {
    return patchSize;
  }
  const bool planar = IsPlanar(patchSize, options);
  const std::array<double, 3> patch{static_cast<double>(patchSize.z), static_cast<double>(patchSize.y),
                                    static_cast<double>(patchSize.x)};
  std::array<double, 3> largest = patch;
  for (std::size_t axis = 0; axis < (planar ? 1U : 3U); ++axis)
  {
    const Range & range = options.rotationDegrees[axis];
    const double angle = Radians(std::min(std::max(std::abs(range.low), std::abs(range.high)), 90.0));
    const double c = std::cos(angle);
    const double s = std::sin(angle);
    // One sense of rotation only, as in nnU-Net: the other would exchange what the two axes get.
    const std::size_t a = (axis + 1) % 3;
    const std::size_t b = (axis + 2) % 3;
    largest[a] = std::max(largest[a], std::abs(patch[a] * c + patch[b] * s));
    largest[b] = std::max(largest[b], std::abs(patch[b] * c - patch[a] * s));
  }
  // The enlargement is nnU-Net's for a scaling range of 0.85 to 1.25, whatever the range in use.
  const auto enlarged = [](double length) { return static_cast<std::int64_t>(length / 0.85); };
  return {planar ? patchSize.z : enlarged(largest[0]), enlarged(largest[1]), enlarged(largest[2])};
}

Patch
Augment(const Patch & patch, const Zyx<std::int64_t> & patchSize, const AugmentationOptions & options, Random & random)
{
  if (!options.enabled)
  {
    return CenterCrop(patch, patchSize);
  }
  Validate(options);
  RequirePatch(patch);
  Patch result = TransformSpatially(patch, patchSize, options, random);
  AddNoise(result.image, options, random);
  Blur(result.image, patchSize, options, random);
  ChangeIntensities(result.image, options, random);
  LowerResolution(result.image, patchSize, options, random);
  ChangeGammas(result.image, options, random);
  MirrorAtRandom(result, options, random);
  MaskChannels(result, options.maskedChannels);
  ClearOutsideLabels(result);
  return result;
}

Patch
CenterCrop(const Patch & patch, const Zyx<std::int64_t> & patchSize)
{
  RequirePatch(patch);
  Patch result = CropPatch(patch, CentralBox(SizeOf(patch), patchSize));
  ClearOutsideLabels(result);
  return result;
}

} // namespace vox
