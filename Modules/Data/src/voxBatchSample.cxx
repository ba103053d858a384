// SPDX-License-Identifier: Apache-2.0
#include "voxBatchSample.h"

#include "voxAugment.h"
#include "voxPatchSampler.h"
#include "voxPreviousStage.h"

#include <ATen/ops/cat.h>

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

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
/** A stream of random numbers that no sample has: those are named by two numbers. */
constexpr std::uint64_t kOrderStream = 0x6f72646572; // "order"

/** The case at this place of its pass over all of them. */
std::int64_t
CaseOfPass(std::int64_t cases, const BatchLoaderOptions & options, std::int64_t index, std::int64_t sample)
{
  const std::int64_t perPass = BatchesPerPass(static_cast<std::size_t>(cases), options.batchSize);
  const std::int64_t place = index % perPass * options.batchSize + sample;
  if (!options.training)
  {
    return place;
  }
  std::vector<std::int64_t> order(static_cast<std::size_t>(cases));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  Random random(options.seed, {static_cast<std::uint64_t>(index / perPass), 0, kOrderStream});
  for (std::int64_t last = cases - 1; last > 0; --last)
  {
    std::swap(order[static_cast<std::size_t>(last)], order[static_cast<std::size_t>(random.Integer(0, last))]);
  }
  return order[static_cast<std::size_t>(place)];
}
} // namespace

std::int64_t
SamplesOf(std::size_t cases, const BatchLoaderOptions & options, std::int64_t index)
{
  if (options.sampling == BatchSampling::WithReplacement)
  {
    return options.batchSize;
  }
  const std::int64_t place = index % BatchesPerPass(cases, options.batchSize) * options.batchSize;
  return std::min(options.batchSize, static_cast<std::int64_t>(cases) - place);
}

void
MakeSample(const std::vector<TrainingCase> & cases, const BatchLoaderOptions & options,
           const Zyx<std::int64_t> & loadSize, std::int64_t index, std::int64_t sample, Batch & batch)
{
  Random random(options.seed, {static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(sample)});
  const std::int64_t drawn = options.sampling == BatchSampling::WithReplacement
                                 ? random.Integer(0, std::ssize(cases) - 1)
                                 : CaseOfPass(std::ssize(cases), options, index, sample);
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
