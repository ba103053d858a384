// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxConvolutionFunction.h"

#include "Blocks/voxChannelsLast.h"
#include "Blocks/voxThreeAxes.h"
#include "Blocks/voxTrainedLayer.h"
#include "Blocks/voxWeightGradient.h"
#include "Blocks/voxWinogradConvolution.h"
#include "Blocks/voxWinogradGradient.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <optional>

namespace vox
{
namespace
{

ConvolutionExtent
ExtentOf(at::IntArrayRef input, at::IntArrayRef output, at::IntArrayRef weight, at::IntArrayRef stride,
         at::IntArrayRef padding)
{
  return {.samples = input[0],
          .inputChannels = input[1],
          .outputChannels = output[1],
          .inputSize = ThreeAxes(input.slice(2)),
          .outputSize = ThreeAxes(output.slice(2)),
          .kernelSize = ThreeAxes(weight.slice(2)),
          .stride = ThreeAxes(stride),
          .padding = ThreeAxes(padding, 0)};
}

/** Weights change with each step, so that they are brought into Winograd's form at each call: for many voxels only. */
constexpr std::int64_t kManyVoxels = 4096;

/** Both numbers of channels matter, as the gradient has them the other way round. Not for flat kernels: they gain half
 * as much, and the gradients of a 2D network then differ from torch's by more than 1e-4 of a small norm. */
bool
TakesWinograd(const at::Tensor & input, const at::Tensor & weight, const std::vector<std::int64_t> & stride)
{
  const Zyx<std::int64_t> kernel = ThreeAxes(weight.sizes().slice(2));
  return ThreeAxes(stride) == Zyx<std::int64_t>{1, 1, 1} && kernel == Zyx<std::int64_t>{3, 3, 3} &&
         weight.size(0) % 8 == 0 && weight.size(1) % 8 == 0 && input.numel() / input.size(1) >= kManyVoxels;
}

/** `weight` [out, in, kernel...] in channels-last order; `bias` undefined for none. */
at::Tensor
Winograd(const at::Tensor & input, const at::Tensor & weight, const at::Tensor & bias)
{
  const Zyx<std::int64_t> size = ThreeAxes(input.sizes().slice(2));
  const WinogradWeights weights(weight.const_data_ptr<float>(), weight.size(0), weight.size(1),
                                ThreeAxes(weight.sizes().slice(2)).z, WinogradTileHeight(size));
  std::vector<std::int64_t> sizes = input.sizes().vec();
  sizes[1] = weight.size(0);
  const at::Tensor output = at::empty(sizes, input.options(), ChannelsLastFormat(input));
  const FeatureVolume volume{input.const_data_ptr<float>(), input.size(1)};
  WinogradConvolution(weights, {&volume, 1}, size, bias.defined() ? bias.const_data_ptr<float>() : nullptr,
                      output.data_ptr<float>(), nullptr, input.size(0));
  return output;
}

/** The gradient of the input is the convolution of the gradient by the weights turned round. */
at::Tensor
Turned(const at::Tensor & weight)
{
  std::vector<std::int64_t> spatial;
  for (std::int64_t axis = 2; axis < weight.dim(); ++axis)
  {
    spatial.push_back(axis);
  }
  return weight.flip(spatial).transpose(0, 1).contiguous(ChannelsLastFormat(weight));
}

class TrainedConvolution : public torch::autograd::Function<TrainedConvolution>
{
public:
  static at::Tensor
  forward(torch::autograd::AutogradContext * context, const at::Tensor & input, const at::Tensor & weight,
          const std::optional<at::Tensor> & bias, const std::vector<std::int64_t> & stride,
          const std::vector<std::int64_t> & padding)
  {
    context->save_for_backward({input, weight});
    context->saved_data["stride"] = stride;
    context->saved_data["padding"] = padding;
    context->saved_data["bias"] = bias.has_value();
    if (TakesWinograd(input, weight, stride))
    {
      return Winograd(input, weight.contiguous(ChannelsLastFormat(weight)), bias.value_or(at::Tensor()));
    }
    const std::vector<std::int64_t> ones(stride.size(), 1);
    const std::vector<std::int64_t> zeros(stride.size(), 0);
    return at::convolution(input, weight, bias, stride, padding, ones, false, zeros, 1);
  }

  static torch::autograd::variable_list
  backward(torch::autograd::AutogradContext * context, const torch::autograd::variable_list & gradients)
  {
    const auto saved = context->get_saved_variables();
    const at::Tensor & input = saved[0];
    const at::Tensor & weight = saved[1];
    const std::vector<std::int64_t> stride = context->saved_data["stride"].toIntVector();
    const std::vector<std::int64_t> padding = context->saved_data["padding"].toIntVector();
    const at::Tensor gradient = gradients[0].contiguous(ChannelsLastFormat(input));

    at::Tensor inputGradient;
    if (context->needs_input_grad(0) && TakesWinograd(input, weight, stride))
    {
      inputGradient = Winograd(gradient, Turned(weight), {});
    }
    else if (context->needs_input_grad(0))
    {
      const std::vector<std::int64_t> ones(stride.size(), 1);
      const std::vector<std::int64_t> zeros(stride.size(), 0);
      inputGradient = std::get<0>(at::convolution_backward(gradient, input, weight, at::OptionalIntArrayRef(), stride,
                                                           padding, ones, false, zeros, 1, {true, false, false}));
    }
    const at::Tensor weightGradient = at::empty(weight.sizes(), weight.options(), ChannelsLastFormat(input));
    if (TakesWinograd(input, weight, stride))
    {
      WinogradWeightGradient({.samples = input.size(0),
                              .inputChannels = input.size(1),
                              .outputChannels = weight.size(0),
                              .size = ThreeAxes(input.sizes().slice(2)),
                              .kernelDepth = ThreeAxes(weight.sizes().slice(2)).z},
                             input.const_data_ptr<float>(), gradient.const_data_ptr<float>(),
                             weightGradient.data_ptr<float>());
    }
    else
    {
      WeightGradient(ExtentOf(input.sizes(), gradient.sizes(), weight.sizes(), stride, padding),
                     input.const_data_ptr<float>(), gradient.const_data_ptr<float>(), weightGradient.data_ptr<float>());
    }
    const bool hasBias = context->saved_data["bias"].toBool();
    return {inputGradient, weightGradient, hasBias ? BiasGradient(gradient) : at::Tensor(), {}, {}};
  }
};

} // namespace

bool
TakesConvolutionFunction(const at::Tensor & input, const at::Tensor & weight)
{
  return TrainsInChannelsLast(input, weight) && TakesWeightGradient(input.size(1), weight.size(0));
}

at::Tensor
ConvolutionFunction(const at::Tensor & input, const at::Tensor & weight, const at::Tensor & bias,
                    const std::vector<std::int64_t> & stride, const std::vector<std::int64_t> & padding)
{
  return TrainedConvolution::apply(input, weight, bias.defined() ? std::optional(bias) : std::nullopt, stride, padding);
}

} // namespace vox
