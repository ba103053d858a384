// SPDX-License-Identifier: Apache-2.0
// Convolutions of 3x3x3 over channels-last features, layers of a plain U-Net on a window of 128 x 128 x 128 voxels:
// oneDNN as LibTorch calls it beside Winograd's. `flops` counts those of the direct sum for both.
#include "Blocks/voxWinogradConvolution.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <benchmark/benchmark.h>

namespace
{

struct Layer
{
  explicit Layer(const benchmark::State & state)
      : size(state.range(2)),
        input(at::randn({1, state.range(0), size, size, size}).contiguous(at::MemoryFormat::ChannelsLast3d)),
        weight(at::randn({state.range(1), state.range(0), 3, 3, 3}).contiguous(at::MemoryFormat::ChannelsLast3d)),
        bias(at::randn({state.range(1)}))
  {}

  void
  Count(benchmark::State & state) const
  {
    const double products = 27.0 * static_cast<double>(weight.size(0) * weight.size(1) * size * size * size);
    state.counters["flops"] =
        benchmark::Counter(2.0 * products, benchmark::Counter::kIsIterationInvariantRate, benchmark::Counter::kIs1000);
  }

  at::NoGradGuard noGrad;
  std::int64_t size;
  at::Tensor input;
  at::Tensor weight;
  at::Tensor bias;
};

void
Layers(benchmark::internal::Benchmark * benchmark)
{
  benchmark->ArgNames({"in", "out", "size"})
      ->Args({32, 32, 128})
      ->Args({64, 32, 128})
      ->Args({64, 64, 64})
      ->Args({128, 64, 64})
      ->Args({128, 128, 32})
      ->Args({256, 128, 32})
      ->Args({256, 256, 16})
      ->Args({512, 256, 16})
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

void
OneDnn(benchmark::State & state)
{
  const Layer layer(state);
  const std::vector<std::int64_t> ones(3, 1);
  for (auto _ : state)
  {
    benchmark::DoNotOptimize(at::mkldnn_convolution(layer.input, layer.weight, layer.bias, ones, ones, ones, 1));
  }
  layer.Count(state);
}
BENCHMARK(OneDnn)->Apply(Layers);

void
Winograd(benchmark::State & state, int tileHeight)
{
  const Layer layer(state);
  const vox::WinogradWeights weights(layer.weight.const_data_ptr<float>(), layer.weight.size(0), layer.weight.size(1),
                                     3, tileHeight);
  const vox::FeatureVolume volume{layer.input.const_data_ptr<float>(), layer.input.size(1)};
  const at::Tensor output = at::empty({1, layer.weight.size(0), layer.size, layer.size, layer.size}, at::kFloat,
                                      at::MemoryFormat::ChannelsLast3d);
  const vox::FeatureTarget target{output.mutable_data_ptr<float>(), output.size(1)};
  for (auto _ : state)
  {
    vox::WinogradConvolution(weights, {&volume, 1}, {layer.size, layer.size, layer.size},
                             layer.bias.const_data_ptr<float>(), {&target, 1}, nullptr);
    benchmark::DoNotOptimize(output.data_ptr<float>());
  }
  layer.Count(state);
}
BENCHMARK_CAPTURE(Winograd, tiles of two rows, 2)->Apply(Layers);
BENCHMARK_CAPTURE(Winograd, tiles of four rows, 4)->Apply(Layers);

} // namespace
