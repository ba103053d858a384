// SPDX-License-Identifier: Apache-2.0
// Forward and backward of layers of nnU-Net's hippocampus network, batch 9: as LibTorch calls them on channels-last
// features beside ours.
#include "Blocks/voxConvolutionFunction.h"
#include "Blocks/voxNormActivation.h"
#include "Blocks/voxUpsamplingFunction.h"

#include <ATen/ATen.h>

#include <benchmark/benchmark.h>

namespace
{

at::Tensor
Leaf(const std::vector<std::int64_t> & sizes)
{
  return at::randn(sizes).contiguous(at::MemoryFormat::ChannelsLast3d).requires_grad_();
}

/** Features [9, channels, size * (10, 14, 10)]. */
at::Tensor
Features(std::int64_t channels, std::int64_t size)
{
  return Leaf({9, channels, 10 * size, 14 * size, 10 * size});
}

template <typename TForward>
void
Run(benchmark::State & state, const TForward & forward)
{
  const at::Tensor upstream = at::randn_like(forward().detach());
  for (auto _ : state)
  {
    forward().backward(upstream);
  }
}

const std::vector<std::int64_t> kOnes(3, 1);
const std::vector<std::int64_t> kTwos(3, 2);
const std::vector<std::int64_t> kZeros(3, 0);

/** A layer: channels of the input, and the size of the finer of its two sides. */
void
Layers(benchmark::internal::Benchmark * benchmark)
{
  benchmark->ArgNames({"channels", "size"})->Args({32, 4})->Args({64, 2})->UseRealTime()->Unit(benchmark::kMillisecond);
}

void
TorchNorm(benchmark::State & state)
{
  const at::Tensor input = Features(state.range(0), state.range(1));
  const at::Tensor weight = at::ones({state.range(0)}).requires_grad_();
  const at::Tensor bias = at::zeros({state.range(0)}).requires_grad_();
  Run(state,
      [&] { return at::leaky_relu(at::instance_norm(input, weight, bias, {}, {}, true, 0.0, 1e-5, false), 0.01); });
}
BENCHMARK(TorchNorm)->Apply(Layers);

void
Norm(benchmark::State & state)
{
  const at::Tensor input = Features(state.range(0), state.range(1));
  const at::Tensor weight = at::ones({state.range(0)}).requires_grad_();
  const at::Tensor bias = at::zeros({state.range(0)}).requires_grad_();
  Run(state, [&] { return vox::NormActivation({input, {}}, {}, {weight, bias, 1e-5}, 0.01).features; });
}
BENCHMARK(Norm)->Apply(Layers);

void
TorchStride(benchmark::State & state)
{
  const at::Tensor input = Features(state.range(0), state.range(1));
  const at::Tensor weight = Leaf({2 * state.range(0), state.range(0), 3, 3, 3});
  Run(state, [&] { return at::convolution(input, weight, {}, kTwos, kOnes, kOnes, false, kZeros, 1); });
}
BENCHMARK(TorchStride)->Apply(Layers);

void
Stride(benchmark::State & state)
{
  const at::Tensor input = Features(state.range(0), state.range(1));
  const at::Tensor weight = Leaf({2 * state.range(0), state.range(0), 3, 3, 3});
  Run(state, [&] { return vox::ConvolutionFunction(input, {}, {weight, {}, kTwos, kOnes}).features; });
}
BENCHMARK(Stride)->Apply(Layers);

/** Flat layers of a U-Net of images, batch 8: channels of input and output, size. */
void
FlatLayers(benchmark::internal::Benchmark * benchmark)
{
  benchmark->ArgNames({"in", "out", "size"})
      ->Args({64, 64, 128})
      ->Args({128, 64, 128})
      ->Args({256, 256, 32})
      ->Args({512, 512, 16})
      ->Args({1024, 1024, 8})
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

at::Tensor
Images(std::int64_t channels, std::int64_t size)
{
  return at::randn({8, channels, size, size}).contiguous(at::MemoryFormat::ChannelsLast).requires_grad_();
}

at::Tensor
FlatWeight(const benchmark::State & state)
{
  return at::randn({state.range(1), state.range(0), 3, 3}).contiguous(at::MemoryFormat::ChannelsLast).requires_grad_();
}

void
TorchFlat(benchmark::State & state)
{
  const at::Tensor input = Images(state.range(0), state.range(2));
  const at::Tensor weight = FlatWeight(state);
  Run(state, [&] { return at::conv2d(input, weight, {}, 1, 1); });
}
BENCHMARK(TorchFlat)->Apply(FlatLayers);

void
Flat(benchmark::State & state)
{
  const at::Tensor input = Images(state.range(0), state.range(2));
  const at::Tensor weight = FlatWeight(state);
  Run(state, [&] { return vox::ConvolutionFunction(input, {}, {weight, {}, {1, 1}, {1, 1}}).features; });
}
BENCHMARK(Flat)->Apply(FlatLayers);

void
TorchUpsampling(benchmark::State & state)
{
  const at::Tensor input = Features(2 * state.range(0), state.range(1) / 2);
  const at::Tensor weight = Leaf({2 * state.range(0), state.range(0), 2, 2, 2});
  Run(state, [&] { return at::convolution(input, weight, {}, kTwos, kZeros, kOnes, true, kZeros, 1); });
}
BENCHMARK(TorchUpsampling)->Apply(Layers);

void
Upsampling(benchmark::State & state)
{
  const at::Tensor input = Features(2 * state.range(0), state.range(1) / 2);
  const at::Tensor weight = Leaf({2 * state.range(0), state.range(0), 2, 2, 2});
  Run(state, [&] { return vox::UpsamplingFunction(input, weight, {}); });
}
BENCHMARK(Upsampling)->Apply(Layers);

} // namespace
