// SPDX-License-Identifier: Apache-2.0
// The weight gradient of 3x3x3 convolutions over channels-last features: LibTorch's (oneDNN) beside ours, layers of a
// small U-Net at a batch of two. `flops` counts a multiplication and an addition as two.
#include "Blocks/voxWeightGradient.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <benchmark/benchmark.h>

namespace
{

struct Layer
{
  explicit Layer(const benchmark::State & state)
      : extent{.samples = 2,
               .inputChannels = state.range(0),
               .outputChannels = state.range(1),
               .inputSize = {state.range(2), state.range(2), state.range(2)},
               .outputSize = {state.range(2) / state.range(3), state.range(2) / state.range(3),
                              state.range(2) / state.range(3)},
               .kernelSize = {3, 3, 3},
               .stride = {state.range(3), state.range(3), state.range(3)},
               .padding = {1, 1, 1}},
        input(Noise(extent.inputChannels, extent.inputSize)),
        gradient(Noise(extent.outputChannels, extent.outputSize)),
        weight(at::randn({extent.outputChannels, extent.inputChannels, 3, 3, 3})
                   .contiguous(at::MemoryFormat::ChannelsLast3d))
  {}

  static at::Tensor
  Noise(std::int64_t channels, const vox::Zyx<std::int64_t> & size)
  {
    return at::randn({2, channels, size.z, size.y, size.x}).contiguous(at::MemoryFormat::ChannelsLast3d);
  }

  void
  Count(benchmark::State & state) const
  {
    const double products = 2.0 * 27.0 * static_cast<double>(extent.inputChannels * extent.outputChannels) *
                            static_cast<double>(Product(extent.outputSize));
    state.counters["flops"] =
        benchmark::Counter(2.0 * products, benchmark::Counter::kIsIterationInvariantRate, benchmark::Counter::kIs1000);
  }

  vox::ConvolutionExtent extent;
  at::Tensor input;
  at::Tensor gradient;
  at::Tensor weight;
};

void
Layers(benchmark::internal::Benchmark * benchmark)
{
  benchmark->ArgNames({"in", "out", "size", "stride"})
      ->Args({24, 12, 40, 1})
      ->Args({64, 32, 40, 1})
      ->Args({64, 32, 20, 1})
      ->Args({32, 32, 20, 1})
      ->Args({32, 64, 20, 2})
      ->Args({128, 64, 10, 1})
      ->Args({128, 128, 5, 1})
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

void
Torch(benchmark::State & state)
{
  const Layer layer(state);
  const at::NoGradGuard noGrad;
  const std::vector<std::int64_t> stride(3, state.range(3));
  const std::vector<std::int64_t> ones(3, 1);
  const std::vector<std::int64_t> zeros(3, 0);
  for (auto _ : state)
  {
    benchmark::DoNotOptimize(at::convolution_backward(layer.gradient, layer.input, layer.weight,
                                                      at::OptionalIntArrayRef(), stride, ones, ones, false, zeros, 1,
                                                      {false, true, false}));
  }
  layer.Count(state);
}
BENCHMARK(Torch)->Apply(Layers);

void
Voxtome(benchmark::State & state)
{
  const Layer layer(state);
  const at::Tensor weightGradient = at::empty_like(layer.weight);
  for (auto _ : state)
  {
    vox::WeightGradient(layer.extent, layer.input.const_data_ptr<float>(), layer.gradient.const_data_ptr<float>(),
                        weightGradient.mutable_data_ptr<float>());
    benchmark::DoNotOptimize(weightGradient.data_ptr<float>());
  }
  layer.Count(state);
}
BENCHMARK(Voxtome)->Apply(Layers);

} // namespace

BENCHMARK_MAIN();
