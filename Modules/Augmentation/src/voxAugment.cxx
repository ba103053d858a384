// SPDX-License-Identifier: Apache-2.0
#include "voxAugment.h"

#include "voxBrightnessContrast.h"
#include "voxError.h"
#include "voxGamma.h"
#include "voxGaussianBlur.h"
#include "voxGaussianNoise.h"
#include "voxLowResolution.h"
#include "voxMirror.h"
#include "voxSpatialAugmentation.h"

#include <algorithm>
#include <span>

namespace vox
{

namespace
{
/** nnU-Net's draw of a factor or exponent: as often below 1 as above, however unequal the two parts of the range are.
 */
double
DrawAroundOne(const Range & range, Random & random)
{
  const bool below = (random.Bernoulli(0.5) && range.low < 1.0) || range.high <= 1.0;
  return below ? random.Uniform(range.low, std::min(range.high, 1.0))
               : random.Uniform(std::max(range.low, 1.0), range.high);
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
