// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxPredictLayer.h"

#include "Blocks/voxChannelsLast.h"
#include "Blocks/voxPredictionState.h"
#include "Blocks/voxThreeAxes.h"
#include "Blocks/voxWinogradConvolution.h"
#include "voxPreparedWeights.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>

namespace vox
{
namespace
{

/** Float32 features in channels-last order on the CPU. Autocast computes in bf16 whatever the input is. */
bool
TakesFloatKernel(const at::Tensor & features)
{
  return !at::GradMode::is_enabled() && !at::autocast::is_autocast_enabled(at::kCPU) && features.device().is_cpu() &&
         features.scalar_type() == at::kFloat && features.is_contiguous(ChannelsLastFormat(features));
}

const float *
Floats(const at::Tensor & tensor)
{
  return tensor.defined() ? tensor.const_data_ptr<float>() : nullptr;
}

ConvolutionLayer
LayerOf(const LayerWeights & layer, const at::Tensor & input, const at::Tensor & skip)
{
  ConvolutionLayer result{.inputChannels = input.size(1),
                          .skipChannels = skip.defined() ? skip.size(1) : 0,
                          .outputChannels = layer.weight.size(0),
                          .kernelSize = SpatialSize(layer.weight),
                          .stride = ThreeAxes(layer.stride),
                          .outputSize = SpatialSize(input)};
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    result.outputSize[axis] = (result.outputSize[axis] + result.stride[axis] - 1) / result.stride[axis];
  }
  return result;
}

/** `convolve(sample, output, row moments)` for each sample. */
template <typename TConvolve>
ConvolvedFeatures
ForEachSample(std::string_view kernel, FeaturePool & pool, const at::Tensor & input,
              const std::vector<std::int64_t> & outputSizes, TConvolve && convolve)
{
  const Zyx<std::int64_t> size = ThreeAxes(at::IntArrayRef(outputSizes).slice(2));
  const at::Tensor features = pool.Take(outputSizes, at::kFloat);
  const at::Tensor rowMoments = at::empty({input.size(0), size.z * size.y, 2, outputSizes[1]}, at::kFloat);
  for (std::int64_t sample = 0; sample < input.size(0); ++sample)
  {
    convolve(sample, features[sample].data_ptr<float>(), rowMoments[sample].data_ptr<float>());
  }
  return {features, rowMoments, kernel};
}

ConvolvedFeatures
Winograd(PredictionState & state, const LayerWeights & layer, const at::Tensor & input, const at::Tensor & skip)
{
  if (!state.winograd)
  {
    const at::Tensor ordered = layer.weight.detach().contiguous(ChannelsLastFormat(layer.weight));
    state.winograd.emplace(Floats(ordered), ordered.size(0), ordered.size(1), SpatialSize(ordered).z,
                           WinogradTileHeight(SpatialSize(input)));
  }
  std::vector<std::int64_t> sizes = input.sizes().vec();
  sizes[1] = layer.weight.size(0);
  return ForEachSample(
      "Winograd", *state.pool, input, sizes, [&](std::int64_t sample, float * output, float * moments) {
        std::vector<FeatureVolume> volumes{{Floats(input[sample]), input.size(1)}};
        if (skip.defined())
        {
          volumes.push_back({Floats(skip[sample]), skip.size(1)});
        }
        const FeatureTarget target{output, layer.weight.size(0)};
        WinogradConvolution(*state.winograd, volumes, SpatialSize(input), Floats(layer.bias), {&target, 1}, moments);
      });
}

ConvolvedFeatures
Patches(PredictionState & state, const LayerWeights & layer, const at::Tensor & input)
{
  if (!state.patch)
  {
    const at::Tensor ordered = layer.weight.detach().contiguous(ChannelsLastFormat(layer.weight));
    state.patch.emplace(Floats(ordered), Floats(layer.bias), ordered.size(0), ordered.size(1), SpatialSize(ordered));
  }
  std::vector<std::int64_t> sizes = input.sizes().vec();
  sizes[1] = layer.weight.size(0);
  for (std::size_t axis = 0; axis < layer.stride.size(); ++axis)
  {
    sizes[axis + 2] = (sizes[axis + 2] + layer.stride[axis] - 1) / layer.stride[axis];
  }
  return ForEachSample("patches", *state.pool, input, sizes, [&](std::int64_t sample, float * output, float * moments) {
    PatchConvolution(*state.patch, SpatialSize(input), ThreeAxes(layer.stride), Floats(input[sample]), output, moments);
  });
}

at::Tensor
Bf16Convolution(PredictionState & state, const LayerWeights & layer, const at::Tensor & input)
{
  if (!state.bf16.defined())
  {
    state.bf16 = layer.weight.detach().to(at::kBFloat16, false, false, ChannelsLastFormat(layer.weight));
  }
  std::vector<std::int64_t> padding = layer.weight.sizes().slice(2).vec();
  for (std::int64_t & voxels : padding)
  {
    voxels = (voxels - 1) / 2;
  }
  const std::vector<std::int64_t> ones(padding.size(), 1);
  const std::vector<std::int64_t> zeros(padding.size(), 0);
  const at::Tensor bias = layer.bias.defined() ? layer.bias.detach().to(at::kBFloat16) : at::Tensor();
  return at::convolution(input, state.bf16, bias, layer.stride, padding, ones, false, zeros, 1);
}

at::Tensor
UpsampledByRows(PredictionState & state, const LayerWeights & layer, const at::Tensor & input)
{
  if (!state.upsample)
  {
    const at::Tensor ordered = layer.weight.detach().contiguous();
    state.upsample.emplace(Floats(ordered), Floats(layer.bias), ordered.size(0), ordered.size(1), SpatialSize(ordered));
  }
  std::vector<std::int64_t> sizes = input.sizes().vec();
  sizes[1] = layer.weight.size(1);
  for (std::size_t axis = 0; axis < layer.stride.size(); ++axis)
  {
    sizes[axis + 2] *= layer.stride[axis];
  }
  const at::Tensor output = state.pool->Take(sizes, at::kFloat);
  for (std::int64_t sample = 0; sample < input.size(0); ++sample)
  {
    UpsampleRows(*state.upsample, SpatialSize(input), Floats(input[sample]), output[sample].data_ptr<float>());
  }
  return output;
}

/** One matrix product, whose columns are the voxels of a box and their channels; then they take their places. */
at::Tensor
Bf16Upsampling(PredictionState & state, const LayerWeights & layer, const at::Tensor & input)
{
  const Zyx<std::int64_t> stride = ThreeAxes(layer.stride);
  const Zyx<std::int64_t> size = SpatialSize(input);
  const std::int64_t channels = layer.weight.size(1);
  if (!state.bf16.defined())
  {
    state.bf16 = layer.weight.detach().movedim(1, -1).reshape({input.size(1), -1}).to(at::kBFloat16);
  }
  const at::Tensor rows = input.movedim(1, -1).reshape({-1, input.size(1)});
  // A bias in float32, added afterwards, would make features in float32 of all of them.
  const at::Tensor products =
      layer.bias.defined()
          ? at::addmm(layer.bias.detach().to(at::kBFloat16).repeat({Product(stride)}), rows, state.bf16)
          : at::mm(rows, state.bf16);
  at::Tensor output = products.view({input.size(0), size.z, size.y, size.x, stride.z, stride.y, stride.x, channels})
                          .permute({0, 1, 4, 2, 5, 3, 6, 7})
                          .reshape({input.size(0), size.z * stride.z, size.y * stride.y, size.x * stride.x, channels});
  output = output.movedim(-1, 1);
  return input.dim() == 4 ? output.squeeze(2) : output;
}

} // namespace

std::optional<ConvolvedFeatures>
PredictConvolution(PredictionState & state, const LayerWeights & layer, const at::Tensor & input,
                   const at::Tensor & skip)
{
  const PredictionKernel kernel = PredictionKernelOf(LayerOf(layer, input, skip));
  const bool isFloat = TakesFloatKernel(input) && (!skip.defined() || TakesFloatKernel(skip));
  if (isFloat && kernel == PredictionKernel::Winograd)
  {
    return Winograd(state, layer, input, skip);
  }
  const at::Tensor all = skip.defined() ? at::cat({input, skip}, 1) : input;
  if (all.scalar_type() == at::kBFloat16)
  {
    return ConvolvedFeatures{Bf16Convolution(state, layer, all), {}, "torch bf16"};
  }
  return isFloat && kernel == PredictionKernel::Patches ? std::optional(Patches(state, layer, all)) : std::nullopt;
}

std::optional<UpsampledFeatures>
PredictUpsampling(PredictionState & state, const LayerWeights & layer, const at::Tensor & input)
{
  if (TakesFloatKernel(input) && UpsampleWeights::Takes(layer.weight.size(1), ThreeAxes(layer.stride)))
  {
    return UpsampledFeatures{UpsampledByRows(state, layer, input), "rows"};
  }
  if (input.scalar_type() == at::kBFloat16)
  {
    return UpsampledFeatures{Bf16Upsampling(state, layer, input), "matrix bf16"};
  }
  return std::nullopt;
}

} // namespace vox
