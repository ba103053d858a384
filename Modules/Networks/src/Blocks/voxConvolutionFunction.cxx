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

#include <algorithm>
#include <optional>
#include <vector>

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
/** Of a batch, for flat kernels, whose samples share a block of tiles. */
constexpr std::int64_t kManyPixels = 512;
/** Pixels x input channels x output channels: flat kernels gain half as much, and where there is little to gain the
 * rounding of the direct sum, a tenth of Winograd's, is kept. */
constexpr std::int64_t kManyPixelProducts = 1 << 25;

/** Features that a layer sees as one: input, and skip unless undefined. */
using Parts = std::vector<at::Tensor>;

Parts
PartsOf(const at::Tensor & input, const at::Tensor & skip)
{
  return skip.defined() ? Parts{input, skip} : Parts{input};
}

/** Whether there is enough to do for Winograd's convolution with this kernel. */
bool
IsLarge(const Zyx<std::int64_t> & kernel, std::int64_t voxels, const at::Tensor & weight)
{
  if (kernel == Zyx<std::int64_t>{1, 3, 3})
  {
    return voxels >= kManyPixels && voxels * weight.size(0) * weight.size(1) >= kManyPixelProducts;
  }
  return kernel == Zyx<std::int64_t>{3, 3, 3} && voxels >= kManyVoxels;
}

/** All numbers of channels matter, as the gradient has them the other way round. */
bool
TakesWinograd(const Parts & parts, const at::Tensor & weight, const std::vector<std::int64_t> & stride)
{
  const bool isWhole = std::ranges::all_of(parts, [](const at::Tensor & part) {
    return part.size(1) % 8 == 0 && part.is_contiguous(ChannelsLastFormat(part));
  });
  return isWhole && weight.size(0) % 8 == 0 && ThreeAxes(stride) == Zyx<std::int64_t>{1, 1, 1} &&
         IsLarge(ThreeAxes(weight.sizes().slice(2)), parts.front().numel() / parts.front().size(1), weight);
}

std::vector<FeatureVolume>
VolumesOf(const Parts & parts)
{
  std::vector<FeatureVolume> volumes;
  for (const at::Tensor & part : parts)
  {
    volumes.push_back({part.const_data_ptr<float>(), part.size(1)});
  }
  return volumes;
}

/** `weight` [out, in, kernel...]; `bias` undefined for none; outputs and, unless undefined, moments of their rows are
 * written. The gradient of the input is the convolution of the gradient by the weights turned round. */
void
Winograd(const Parts & inputs, const at::Tensor & weight, WeightOrder order, const at::Tensor & bias,
         const Parts & outputs, const at::Tensor & rowMoments)
{
  const Zyx<std::int64_t> size = ThreeAxes(inputs.front().sizes().slice(2));
  const at::Tensor ordered = weight.contiguous(ChannelsLastFormat(weight));
  const bool isForward = order == WeightOrder::Forward;
  const WinogradWeights weights(ordered.const_data_ptr<float>(), weight.size(isForward ? 0 : 1),
                                weight.size(isForward ? 1 : 0), ThreeAxes(weight.sizes().slice(2)).z,
                                WinogradTileHeight(size), order);
  std::vector<FeatureTarget> targets;
  for (const at::Tensor & output : outputs)
  {
    targets.push_back({output.data_ptr<float>(), output.size(1)});
  }
  WinogradConvolution(weights, VolumesOf(inputs), size, bias.defined() ? bias.const_data_ptr<float>() : nullptr,
                      targets, rowMoments.defined() ? rowMoments.data_ptr<float>() : nullptr, inputs.front().size(0));
}

at::Tensor
InputGradientOf(const at::Tensor & gradient, const at::Tensor & input, const at::Tensor & weight,
                const std::vector<std::int64_t> & stride, const std::vector<std::int64_t> & padding)
{
  const std::vector<std::int64_t> ones(stride.size(), 1);
  const std::vector<std::int64_t> zeros(stride.size(), 0);
  return std::get<0>(at::convolution_backward(gradient, input, weight, at::OptionalIntArrayRef(), stride, padding, ones,
                                              false, zeros, 1, {true, false, false}));
}

at::Tensor
WeightGradientOf(const Parts & inputs, const at::Tensor & gradient, const at::Tensor & weight,
                 const std::vector<std::int64_t> & stride, const std::vector<std::int64_t> & padding)
{
  const at::Tensor & input = inputs.front();
  const at::Tensor result = at::empty(weight.sizes(), weight.options(), ChannelsLastFormat(input));
  if (TakesWinograd(inputs, weight, stride))
  {
    WinogradWeightGradient({.samples = input.size(0),
                            .inputChannels = weight.size(1),
                            .outputChannels = weight.size(0),
                            .size = ThreeAxes(input.sizes().slice(2)),
                            .kernelDepth = ThreeAxes(weight.sizes().slice(2)).z},
                           VolumesOf(inputs), gradient.const_data_ptr<float>(), result.data_ptr<float>());
  }
  else
  {
    WeightGradient(ExtentOf(input.sizes(), gradient.sizes(), weight.sizes(), stride, padding),
                   input.const_data_ptr<float>(), gradient.const_data_ptr<float>(), result.data_ptr<float>());
  }
  return result;
}

/** Outputs: features, and from Winograd's layers, which alone take a skip, the moments of their rows. */
class TrainedConvolution : public torch::autograd::Function<TrainedConvolution>
{
public:
  static torch::autograd::variable_list
  forward(torch::autograd::AutogradContext * context, const at::Tensor & input, const std::optional<at::Tensor> & skip,
          const at::Tensor & weight, const std::optional<at::Tensor> & bias, const std::vector<std::int64_t> & stride,
          const std::vector<std::int64_t> & padding)
  {
    context->save_for_backward({input, skip.value_or(at::Tensor()), weight});
    context->saved_data["stride"] = stride;
    context->saved_data["padding"] = padding;
    context->saved_data["bias"] = bias.has_value();
    context->set_materialize_grads(false);
    const Parts inputs = PartsOf(input, skip.value_or(at::Tensor()));
    if (!TakesWinograd(inputs, weight, stride))
    {
      const std::vector<std::int64_t> ones(stride.size(), 1);
      const std::vector<std::int64_t> zeros(stride.size(), 0);
      return {at::convolution(input, weight, bias, stride, padding, ones, false, zeros, 1)};
    }
    std::vector<std::int64_t> sizes = input.sizes().vec();
    sizes[1] = weight.size(0);
    const Zyx<std::int64_t> size = ThreeAxes(input.sizes().slice(2));
    const at::Tensor output = at::empty(sizes, input.options(), ChannelsLastFormat(input));
    const at::Tensor rowMoments = at::empty({sizes[0], size.z * size.y, 2, sizes[1]}, input.options());
    Winograd(inputs, weight, WeightOrder::Forward, bias.value_or(at::Tensor()), {output}, rowMoments);
    context->mark_non_differentiable({rowMoments});
    return {output, rowMoments};
  }

  static torch::autograd::variable_list
  backward(torch::autograd::AutogradContext * context, const torch::autograd::variable_list & gradients)
  {
    const auto saved = context->get_saved_variables();
    const Parts inputs = PartsOf(saved[0], saved[1]);
    const at::Tensor & input = saved[0];
    const at::Tensor & weight = saved[2];
    const std::vector<std::int64_t> stride = context->saved_data["stride"].toIntVector();
    const std::vector<std::int64_t> padding = context->saved_data["padding"].toIntVector();
    const at::Tensor gradient = gradients[0].contiguous(ChannelsLastFormat(input));
    const bool wantsInput = context->needs_input_grad(0) || context->needs_input_grad(1);

    Parts inputGradients(2);
    if (TakesWinograd(inputs, weight, stride))
    {
      if (wantsInput)
      {
        std::ranges::transform(inputs, inputGradients.begin(),
                               [](const at::Tensor & of) { return at::empty_like(of); });
        Winograd({gradient}, weight, WeightOrder::Gradient, {},
                 {inputGradients.begin(), inputGradients.begin() + std::ssize(inputs)}, {});
      }
    }
    else if (wantsInput)
    {
      inputGradients[0] = InputGradientOf(gradient, input, weight, stride, padding);
    }
    const bool hasBias = context->saved_data["bias"].toBool();
    return {inputGradients[0],
            inputGradients[1],
            WeightGradientOf(inputs, gradient, weight, stride, padding),
            hasBias ? BiasGradient(gradient) : at::Tensor(),
            {},
            {}};
  }
};

std::optional<at::Tensor>
IfDefined(const at::Tensor & tensor)
{
  return tensor.defined() ? std::optional(tensor) : std::nullopt;
}

} // namespace

bool
TakesConvolutionFunction(const at::Tensor & input, const at::Tensor & weight)
{
  return TrainsInChannelsLast(input, weight) && TakesWeightGradient(weight.size(1), weight.size(0));
}

at::Tensor
ConvolutionWeightGradient(const at::Tensor & input, const at::Tensor & gradient, const TrainedWeights & weights)
{
  const at::MemoryFormat format = ChannelsLastFormat(input);
  return WeightGradientOf({input.contiguous(format)}, gradient.contiguous(format), weights.weight, weights.stride,
                          weights.padding);
}

bool
TrainsByWinograd(const at::Tensor & input, const at::Tensor & weight)
{
  const std::vector<std::int64_t> ones(static_cast<std::size_t>(weight.dim()) - 2, 1);
  return TakesConvolutionFunction(input, weight) && TakesWinograd({input}, weight, ones);
}

ConvolvedFeatures
ConvolutionFunction(const at::Tensor & input, const at::Tensor & skip, const TrainedWeights & weights)
{
  const bool winograd = TakesWinograd(PartsOf(input, skip), weights.weight, weights.stride);
  const bool joins = skip.defined() && !winograd;
  const torch::autograd::variable_list made = TrainedConvolution::apply(
      joins ? at::cat({input, skip}, 1).contiguous(ChannelsLastFormat(input)) : input,
      joins ? std::nullopt : IfDefined(skip), weights.weight, IfDefined(weights.bias), weights.stride, weights.padding);
  return winograd ? ConvolvedFeatures{made[0], made[1], "Winograd"} : ConvolvedFeatures{made[0], {}};
}

} // namespace vox
