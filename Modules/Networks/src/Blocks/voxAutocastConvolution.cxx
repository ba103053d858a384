// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxAutocastConvolution.h"

#include "Blocks/voxConvolutionFunction.h"
#include "Blocks/voxTrainedLayer.h"
#include "Blocks/voxWeightGradient.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <optional>
#include <tuple>

namespace vox
{
namespace
{

ConvolutionSteps
StepsOf(torch::autograd::AutogradContext & context)
{
  const auto list = [&](const char * name) { return context.saved_data[name].toIntVector(); };
  return {.stride = list("stride"),
          .padding = list("padding"),
          .dilation = list("dilation"),
          .groups = context.saved_data["groups"].toInt(),
          .transposed = context.saved_data["transposed"].toBool(),
          .outputPadding = list("outputPadding")};
}

constexpr std::int64_t kBlock = 16; ///< channels that oneDNN takes at once

at::Tensor
InputGradientOf(const at::Tensor & gradient, const at::Tensor & input, const at::Tensor & weight,
                const ConvolutionSteps & steps)
{
  return std::get<0>(at::convolution_backward(gradient, input, weight, at::OptionalIntArrayRef(), steps.stride,
                                              steps.padding, steps.dilation, steps.transposed, steps.outputPadding,
                                              steps.groups, {true, false, false}));
}

/** Of 2D weights whose channels fill oneDNN's blocks in the type of the features. Others in float32: oneDNN's bf16
 * gradient of 3D weights reads beyond what it was given (LibTorch 2.11; now and then it is no number). */
at::Tensor
WeightGradientOf(const at::Tensor & gradient, const at::Tensor & input, const at::Tensor & weight,
                 const ConvolutionSteps & steps)
{
  const auto torchs = [&](const at::Tensor & ofOutput, const at::Tensor & ofInput, const at::Tensor & weights) {
    return std::get<1>(at::convolution_backward(ofOutput, ofInput, weights, at::OptionalIntArrayRef(), steps.stride,
                                                steps.padding, steps.dilation, steps.transposed, steps.outputPadding,
                                                steps.groups, {false, true, false}));
  };
  if (weight.dim() == 4 && weight.size(0) % kBlock == 0 && weight.size(1) % kBlock == 0)
  {
    return torchs(gradient, input, weight).to(at::kFloat);
  }
  const at::Tensor wideInput = input.to(at::kFloat);
  const at::Tensor wideGradient = gradient.to(at::kFloat);
  const at::Tensor wideWeight = weight.to(at::kFloat);
  const bool isDense = std::ranges::all_of(steps.dilation, [](std::int64_t voxels) { return voxels == 1; });
  if (isDense && steps.groups == 1 && TakesWeightGradient(weight.size(1), weight.size(0)))
  {
    const TrainedWeights weights{wideWeight, {}, steps.stride, steps.padding};
    return steps.transposed ? ConvolutionWeightGradient(wideGradient, wideInput, weights)
                            : ConvolutionWeightGradient(wideInput, wideGradient, weights);
  }
  return torchs(wideGradient, wideInput, wideWeight);
}

class AutocastConvolutionFunction : public torch::autograd::Function<AutocastConvolutionFunction>
{
public:
  static at::Tensor
  forward(torch::autograd::AutogradContext * context, const at::Tensor & input, const at::Tensor & weight,
          const std::optional<at::Tensor> & bias, const ConvolutionSteps & steps)
  {
    const at::ScalarType type = input.scalar_type();
    const at::Tensor narrowed = weight.to(type);
    context->save_for_backward({input, narrowed});
    context->saved_data["stride"] = steps.stride;
    context->saved_data["padding"] = steps.padding;
    context->saved_data["dilation"] = steps.dilation;
    context->saved_data["groups"] = steps.groups;
    context->saved_data["transposed"] = steps.transposed;
    context->saved_data["outputPadding"] = steps.outputPadding;
    context->saved_data["bias"] = bias.has_value();
    return at::convolution(input, narrowed, bias ? bias->to(type) : at::Tensor(), steps.stride, steps.padding,
                           steps.dilation, steps.transposed, steps.outputPadding, steps.groups);
  }

  static torch::autograd::variable_list
  backward(torch::autograd::AutogradContext * context, const torch::autograd::variable_list & gradients)
  {
    const auto saved = context->get_saved_variables();
    const at::Tensor & input = saved[0];
    const at::Tensor & weight = saved[1];
    const at::Tensor & gradient = gradients[0];
    const ConvolutionSteps steps = StepsOf(*context);
    const bool hasBias = context->saved_data["bias"].toBool();
    return {context->needs_input_grad(0) ? InputGradientOf(gradient, input, weight, steps) : at::Tensor(),
            context->needs_input_grad(1) ? WeightGradientOf(gradient, input, weight, steps) : at::Tensor(),
            hasBias ? BiasGradient(gradient).to(at::kFloat) : at::Tensor(),
            {}};
  }
};

} // namespace

bool
IsAutocast(const at::Tensor & input)
{
  return input.device().is_cpu() && at::autocast::is_autocast_enabled(at::kCPU);
}

at::Tensor
AutocastConvolution(const at::Tensor & input, const at::Tensor & weight, const at::Tensor & bias,
                    const ConvolutionSteps & steps)
{
  return AutocastConvolutionFunction::apply(input.to(at::autocast::get_autocast_dtype(at::kCPU)), weight,
                                            bias.defined() ? std::optional(bias) : std::nullopt, steps);
}

} // namespace vox
