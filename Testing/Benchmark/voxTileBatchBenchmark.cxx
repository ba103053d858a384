// SPDX-License-Identifier: Apache-2.0
// Windows through a prepared network one at a time and several at once: seconds for each window.
#include "voxNetwork.h"
#include "voxUNetOptions.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <benchmark/benchmark.h>

namespace
{

vox::Network
PlainNetwork(const std::vector<std::int64_t> & features)
{
  vox::UNetOptions options;
  const std::size_t stages = features.size();
  options.featuresPerStage = features;
  options.kernelSizes.assign(stages, {3, 3, 3});
  options.strides.assign(stages, {2, 2, 2});
  options.strides.front() = {1, 1, 1};
  options.blocksPerStage.assign(stages, 2);
  options.convsPerDecoderStage.assign(stages - 1, 2);
  vox::Network network("PlainConvUNet", options, 1);
  network.PrepareToPredict();
  return network;
}

void
Windows(benchmark::State & state, const std::vector<std::int64_t> & features, const std::vector<std::int64_t> & patch)
{
  const at::NoGradGuard noGrad;
  vox::Network network = PlainNetwork(features);
  const std::int64_t batch = state.range(0);
  const at::Tensor windows = at::randn({batch, 1, patch[0], patch[1], patch[2]});
  benchmark::DoNotOptimize(network.Features(windows)); // makes the weights ready
  for (auto _ : state)
  {
    benchmark::DoNotOptimize(network.Features(windows));
  }
  state.counters["s/window"] = benchmark::Counter(
      static_cast<double>(batch), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

BENCHMARK_CAPTURE(Windows, Hippocampus40x56x40, {32, 64, 128, 256}, {40, 56, 40})
    ->Arg(1)
    ->Arg(2)
    ->Arg(4)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Windows, Plain64, {32, 64, 128, 256}, {64, 64, 64})
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Windows, Plain128, {32, 64, 128, 256, 320, 320}, {128, 128, 128})
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

} // namespace
