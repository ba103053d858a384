// SPDX-License-Identifier: Apache-2.0
// Resizing of a CT volume, of its labels and of class scores. Items are output voxels (times classes for the argmax),
// so items_per_second compares engines. `Direct` is the written-down recipe with (order + 1)^3 taps per voxel in one
// thread.
#include "voxDirectResize.h"
#include "voxLogitsRing.h"
#include "voxRandom.h"
#include "voxResample.h"
#include "voxResampleArgmax.h"
#include "voxResampleLabels.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>

namespace
{
using Size = vox::Zyx<std::int64_t>;

const Size ctSize{100, 512, 512};
const Size isotropicSize{200, 410, 410}; // 2 x 0.8 x 0.8 mm to 1 mm

std::vector<float>
Noise(std::int64_t count)
{
  vox::Random random(1);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float & value : values)
  {
    value = static_cast<float>(random.Uniform(-1024.0, 1500.0));
  }
  return values;
}

void
ResizeCt(benchmark::State & state)
{
  const auto input = Noise(Product(ctSize));
  std::vector<float> output(static_cast<std::size_t>(Product(isotropicSize)));
  for (auto _ : state)
  {
    vox::kernels::Resize(input.data(), ctSize, output.data(), isotropicSize, static_cast<int>(state.range(0)),
                         static_cast<int>(state.range(1)));
  }
  state.SetItemsProcessed(state.iterations() * Product(isotropicSize));
}
BENCHMARK(ResizeCt)
    ->ArgNames({"order", "threads"})
    ->Args({3, 1})
    ->Args({3, 2})
    ->Args({1, 1})
    ->Args({1, 2})
    ->Args({0, 1})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

/** An eighth of the volume: the direct recipe is slow. */
void
DirectCt(benchmark::State & state)
{
  const Size from{50, 256, 256};
  const Size to{100, 205, 205};
  const auto input = Noise(Product(from));
  for (auto _ : state)
  {
    benchmark::DoNotOptimize(
        vox::testing::DirectResize(input.data(), from, static_cast<int>(state.range(0))).To(to).data());
  }
  state.SetItemsProcessed(state.iterations() * Product(to));
}
BENCHMARK(DirectCt)->ArgNames({"order"})->Arg(3)->Arg(1)->UseRealTime()->Unit(benchmark::kMillisecond);

/** Nested boxes: mostly uniform neighborhoods, as real label maps have. */
void
ResizeLabelMap(benchmark::State & state)
{
  std::vector<std::int16_t> input;
  for (std::int64_t i = 0; i < Product(ctSize); ++i)
  {
    const std::int64_t y = i / ctSize.x % ctSize.y;
    const std::int64_t x = i % ctSize.x;
    input.push_back(static_cast<std::int16_t>(std::max(std::abs(y - 256), std::abs(x - 256)) / 32));
  }
  std::vector<std::int16_t> output(static_cast<std::size_t>(Product(isotropicSize)));
  for (auto _ : state)
  {
    vox::kernels::ResizeLabels(input.data(), ctSize, output.data(), isotropicSize, {1, 1, 1},
                               static_cast<int>(state.range(0)));
  }
  state.SetItemsProcessed(state.iterations() * Product(isotropicSize));
}
BENCHMARK(ResizeLabelMap)->ArgName("threads")->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

/** Blobs of their own place for each class above a background, with some noise: like logits of a trained network. */
std::vector<float>
Blobs(std::int64_t classes, const Size & size)
{
  vox::Random random(2);
  std::vector<float> scores(static_cast<std::size_t>(classes * Product(size)));
  random.FillNormal(scores, 0.5);
  for (std::int64_t k = 0; k < classes; ++k)
  {
    const double centerY = random.Uniform() * static_cast<double>(size.y);
    const double centerX = random.Uniform() * static_cast<double>(size.x);
    for (std::int64_t i = 0; i < Product(size); ++i)
    {
      const double y = static_cast<double>(i / size.x % size.y) - centerY;
      const double x = static_cast<double>(i % size.x) - centerX;
      scores[static_cast<std::size_t>(k * Product(size) + i)] +=
          k == 0 ? 6.0F : static_cast<float>(std::max(-8.0, 14.0 - 0.8 * std::sqrt(x * x + y * y)));
    }
  }
  return scores;
}

void
ArgmaxOf(benchmark::State & state, const vox::kernels::ArgmaxResize & resize, const std::vector<float> & scores)
{
  std::vector<std::int32_t> labels(static_cast<std::size_t>(Product(resize.outputSize)));
  for (auto _ : state)
  {
    vox::kernels::ResizeArgmax(resize, {scores.data(), {0, resize.inputSize.z}, Product(resize.inputSize)},
                               labels.data(), {0, resize.outputSize.z}, static_cast<int>(state.range(1)));
  }
  state.SetItemsProcessed(state.iterations() * resize.channels * Product(resize.outputSize));
}

/** Every class may win anywhere: the worst case. */
void
ArgmaxOfNoise(benchmark::State & state)
{
  const vox::kernels::ArgmaxResize resize{state.range(0), {8, 266, 266}, {12, 512, 512}};
  ArgmaxOf(state, resize, Noise(resize.channels * Product(resize.inputSize)));
}

void
ArgmaxOfBlobs(benchmark::State & state)
{
  const vox::kernels::ArgmaxResize resize{state.range(0), {8, 266, 266}, {12, 512, 512}};
  ArgmaxOf(state, resize, Blobs(resize.channels, resize.inputSize));
}

void
ClassesAndThreads(benchmark::internal::Benchmark * settings)
{
  settings->ArgNames({"classes", "threads"})->Args({3, 1})->Args({25, 1})->Args({118, 1})->Args({25, 2});
  settings->UseRealTime()->Unit(benchmark::kMillisecond);
}
BENCHMARK(ArgmaxOfNoise)->Apply(ClassesAndThreads);
BENCHMARK(ArgmaxOfBlobs)->Apply(ClassesAndThreads);

/** The last layer of 32 features on a window, added to its classes. Items are voxels times classes. */
void
AddWindowToRing(benchmark::State & state)
{
  const Size window{16, 128, 128};
  const std::int64_t classes = state.range(0);
  const auto features = Noise(32 * Product(window));
  const auto weight = Noise(32 * classes);
  const std::vector<float> gauss(static_cast<std::size_t>(Product(window)), 1.0F);
  const auto type = state.range(1) == 4 ? vox::kernels::RingType::Float32 : vox::kernels::RingType::Float16;
  vox::kernels::LogitsRing ring(type, classes, {16, 266, 266});
  vox::kernels::FeatureView view;
  view.float32 = features.data();
  view.size = window;
  for (auto _ : state)
  {
    ring.Add({weight.data(), weight.data(), classes, 32}, view, gauss.data(), 1.0F, {0, 50, 50}, 1);
  }
  state.SetItemsProcessed(state.iterations() * classes * Product(window));
}
BENCHMARK(AddWindowToRing)
    ->ArgNames({"classes", "bytes"})
    ->Args({3, 4})
    ->Args({25, 4})
    ->Args({118, 4})
    ->Args({25, 2})
    ->Unit(benchmark::kMillisecond);
} // namespace

BENCHMARK_MAIN();
