// SPDX-License-Identifier: Apache-2.0
#include "voxBatchSample.h"

#include "voxAugment.h"
#include "voxPatchSampler.h"
#include "voxPreviousStage.h"

#include <ATen/ops/cat.h>

#include <algorithm>
#include <span>

namespace vox
{

namespace
{
/** Image first, then a channel for each label of the stage before. */
void
WriteChannels(const Patch & patch, const BatchLoaderOptions & options, Random & random, float * out)
{
  out = std::copy_n(patch.image.const_data_ptr<float>(), patch.image.numel(), out);
  if (options.previousStageLabels.empty())
  {
    return;
  }
  std::vector<BinaryVolume> masks = PreviousStageMasks(patch.previousStage, options.previousStageLabels);
  if (options.training)
  {
    DisturbPreviousStage(masks, options.augmentation, random);
  }
  const auto voxels = static_cast<std::size_t>(patch.previousStage.numel());
  for (const BinaryVolume & mask : masks)
  {
    mask.CopyTo({out, voxels});
    out += voxels;
  }
}
} // namespace

void
MakeSample(const std::vector<TrainingCase> & cases, const BatchLoaderOptions & options,
           const Zyx<std::int64_t> & loadSize, std::int64_t index, std::int64_t sample, Batch & batch)
{
  Random random(options.seed, {static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(sample)});
  const std::int64_t drawn = random.Integer(0, std::ssize(cases) - 1);
  const TrainingCase & trainingCase = cases[static_cast<std::size_t>(drawn)];
  batch.cases[static_cast<std::size_t>(sample)] = trainingCase.name;
  const bool foreground = IsForegroundSample(sample, options.batchSize, options.foregroundFraction);
  const Box box = ChoosePatch(trainingCase, loadSize, options.patchSize, foreground, random);
  const Patch loaded = CutPatch(trainingCase, box);
  const Patch patch = options.training ? Augment(loaded, options.patchSize, options.augmentation, random)
                                       : CenterCrop(loaded, options.patchSize);
  WriteChannels(patch, options, random, batch.images.mutable_data_ptr<float>() + sample * batch.images.stride(0));
  std::copy_n(patch.labels.const_data_ptr<std::int16_t>(), patch.labels.numel(),
              batch.labels.mutable_data_ptr<std::int64_t>() + sample * batch.labels.stride(0));
}

std::vector<at::Tensor>
DeriveSample(const BatchLoaderOptions & options, std::int64_t sample, const Batch & batch)
{
  return options.derive ? options.derive(batch.labels.slice(0, sample, sample + 1)) : std::vector<at::Tensor>();
}

std::vector<at::Tensor>
JoinDerived(const std::vector<std::vector<at::Tensor>> & samples)
{
  std::vector<at::Tensor> joined;
  for (std::size_t i = 0; i < samples.front().size(); ++i)
  {
    std::vector<at::Tensor> parts;
    for (const std::vector<at::Tensor> & sample : samples)
    {
      parts.push_back(sample.at(i));
    }
    joined.push_back(at::cat(parts));
  }
  return joined;
}

} // namespace vox
