// SPDX-License-Identifier: Apache-2.0
// Time of one augmented sample on one core: the mean over nnU-Net's probabilities, and each step alone.
#include "voxAugment.h"
#include "voxBinaryMorphology.h"
#include "voxPreviousStage.h"

#include <ATen/ATen.h>
#include <benchmark/benchmark.h>

#include <string_view>
#include <type_traits>

using namespace vox;

namespace
{
/** One channel of noise, and a bar of label 1 across one of label 2. */
Patch
LoadedPatch(const Zyx<std::int64_t> & size)
{
  Patch patch{at::empty({1, size.z, size.y, size.x}, at::kFloat), at::zeros({size.z, size.y, size.x}, at::kShort)};
  Random random(1);
  random.FillNormal({patch.image.mutable_data_ptr<float>(), static_cast<std::size_t>(patch.image.numel())}, 1.0);
  patch.labels.slice(0, size.z / 4, 3 * size.z / 4).slice(1, size.y / 4, 3 * size.y / 4).fill_(2);
  patch.labels.slice(0, size.z / 3, 2 * size.z / 3).slice(2, size.x / 3, 2 * size.x / 3).fill_(1);
  return patch;
}

AugmentationOptions
Never()
{
  AugmentationOptions options;
  VisitFields(options, [](std::string_view key, auto & field, const char *) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(field)>, double>)
    {
      if (key.ends_with("probability"))
      {
        field = key.ends_with("channel_probability") ? 1.0 : 0.0;
      }
    }
  });
  return options;
}

void
Run(benchmark::State & state, const Zyx<std::int64_t> & patchSize, const AugmentationOptions & options)
{
  const Patch patch = LoadedPatch(LoadSize(patchSize, options));
  std::uint64_t sample = 0;
  for (auto _ : state)
  {
    Random random(1, {sample++});
    benchmark::DoNotOptimize(Augment(patch, patchSize, options, random));
  }
  state.SetItemsProcessed(state.iterations());
}

void
AllSteps(benchmark::State & state)
{
  Run(state, {state.range(0), state.range(1), state.range(2)}, AugmentationOptions{});
}

/** One sample of a cascade of two labels, its channels included, which is what a loader makes of it. */
void
CascadeSample(benchmark::State & state, const AugmentationOptions & options)
{
  const Zyx<std::int64_t> patchSize{state.range(0), state.range(1), state.range(2)};
  Patch patch = LoadedPatch(LoadSize(patchSize, options));
  patch.previousStage = patch.labels.roll(2, 1);
  const auto voxels = static_cast<std::size_t>(Product(patchSize));
  std::vector<float> channel(voxels);
  std::uint64_t sample = 0;
  for (auto _ : state)
  {
    Random random(1, {sample++});
    const Patch augmented = Augment(patch, patchSize, options, random);
    std::vector<BinaryVolume> masks = PreviousStageMasks(augmented.previousStage, {1, 2});
    DisturbPreviousStage(masks, options, random);
    for (const BinaryVolume & mask : masks)
    {
      mask.CopyTo(channel);
      benchmark::DoNotOptimize(channel.data());
    }
  }
  state.SetItemsProcessed(state.iterations());
}

void
Cascade(benchmark::State & state)
{
  CascadeSample(state, {});
}

/** Centre crop and channels, and these changes to both labels in every sample. */
void
CascadeStep(benchmark::State & state, bool morphology, bool removal)
{
  AugmentationOptions options = Never();
  options.previousStageMorphologyProbability = morphology ? 1.0 : 0.0;
  options.previousStageRemovalProbability = removal ? 1.0 : 0.0;
  options.previousStageMorphologyLabelProbability = options.previousStageRemovalLabelProbability = 1.0;
  options.previousStageRemovalLargestShare = 1.0;
  CascadeSample(state, options);
}

/** The slowest single change: a closing or opening takes two of these. */
void
DilationBy8Voxels(benchmark::State & state)
{
  const Zyx<std::int64_t> size{state.range(0), state.range(1), state.range(2)};
  const BinaryVolume mask = PreviousStageMasks(LoadedPatch(size).labels, {2})[0];
  const StructuringElement ball = BallElement(8.0);
  for (auto _ : state)
  {
    benchmark::DoNotOptimize(Dilate(mask, ball));
  }
}

/** The steps that nnU-Net does not have, in every sample: three points moved by 4 voxels, displacements of 4 voxels
 * smoothed by 8. */
void
OwnStep(benchmark::State & state, double pixels, double displacementVoxels)
{
  AugmentationOptions options = Never();
  options.affineJitterPixels = pixels;
  options.affineJitterProbability = options.elasticProbability = 1.0;
  options.elasticDisplacementVoxels = displacementVoxels;
  options.elasticSigmaVoxels = 8.0;
  Run(state, {state.range(0), state.range(1), state.range(2)}, options);
}

/** One step in every sample; the centre crop, part of each, is measured by `crop`. */
void
OneStep(benchmark::State & state, double AugmentationOptions::*probability)
{
  AugmentationOptions options = Never();
  if (probability != nullptr)
  {
    options.*probability = 1.0;
  }
  Run(state, {40, 56, 40}, options);
}
} // namespace

BENCHMARK(AllSteps)
    ->Args({40, 56, 40})
    ->Args({40, 128, 128})
    ->Args({128, 128, 128})
    ->MinTime(2.0)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(Cascade)
    ->Args({40, 56, 40})
    ->Args({40, 128, 128})
    ->Args({128, 128, 128})
    ->MinTime(2.0)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(CascadeStep, channels, false, false)->Args({40, 128, 128})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(CascadeStep, morphology, true, false)->Args({40, 128, 128})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(CascadeStep, removal, false, true)->Args({40, 128, 128})->Unit(benchmark::kMillisecond);
BENCHMARK(DilationBy8Voxels)->Args({40, 128, 128})->Args({128, 128, 128})->Unit(benchmark::kMillisecond);
#define VOX_BENCHMARK_STEP(name, probability)                                                                          \
  BENCHMARK_CAPTURE(OneStep, name, probability)->Unit(benchmark::kMillisecond)
VOX_BENCHMARK_STEP(crop, nullptr);
VOX_BENCHMARK_STEP(rotation, &AugmentationOptions::rotationProbability);
VOX_BENCHMARK_STEP(noise, &AugmentationOptions::noiseProbability);
VOX_BENCHMARK_STEP(blur, &AugmentationOptions::blurProbability);
VOX_BENCHMARK_STEP(brightness, &AugmentationOptions::brightnessProbability);
VOX_BENCHMARK_STEP(contrast, &AugmentationOptions::contrastProbability);
VOX_BENCHMARK_STEP(low_resolution, &AugmentationOptions::lowResolutionProbability);
VOX_BENCHMARK_STEP(gamma, &AugmentationOptions::gammaProbability);
VOX_BENCHMARK_STEP(mirror, &AugmentationOptions::mirrorProbability);
#define VOX_BENCHMARK_OWN_STEP(name, pixels, displacement)                                                             \
  BENCHMARK_CAPTURE(OwnStep, name, pixels, displacement)                                                               \
      ->Args({1, 128, 128})                                                                                            \
      ->Args({40, 56, 40})                                                                                             \
      ->Args({128, 128, 128})                                                                                          \
      ->Unit(benchmark::kMillisecond)
VOX_BENCHMARK_OWN_STEP(crop, 0.0, 0.0);
VOX_BENCHMARK_OWN_STEP(affine_jitter, 4.0, 0.0);
VOX_BENCHMARK_OWN_STEP(elastic, 0.0, 4.0);

BENCHMARK_MAIN();
