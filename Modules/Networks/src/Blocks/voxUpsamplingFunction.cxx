// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxUpsamplingFunction.h"

#include "Blocks/voxChannelsLast.h"
#include "Blocks/voxThreeAxes.h"
#include "Blocks/voxTrainedLayer.h"
#include "Blocks/voxWeightGradient.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <optional>
#include <vector>

namespace vox
{
namespace
{

at::Tensor
InputGradientOf(const at::Tensor & gradient, const at::Tensor & weight, const at::Tensor & input)
{
  const at::IntArrayRef stride = weight.sizes().slice(2);
  const std::vector<std::int64_t> ones(stride.size(), 1);
  const std::vector<std::int64_t> zeros(stride.size(), 0);
  return std::get<0>(at::convolution_backward(gradient, input, weight, at::OptionalIntArrayRef(), stride, zeros, ones,
                                              true, zeros, 1, {true, false, false}));
}

at::Tensor
WeightGradientOf(const at::Tensor & gradient, const at::Tensor & weight, const at::Tensor & input)
{
  const at::Tensor weightGradient = at::empty(weight.sizes(), weight.options(), ChannelsLastFormat(weight));
  WeightGradient({.samples = input.size(0),
                  .inputChannels = weight.size(1),
                  .outputChannels = weight.size(0),
                  .inputSize = SpatialSize(gradient),
                  .outputSize = SpatialSize(input),
                  .kernelSize = SpatialSize(weight),
                  .stride = SpatialSize(weight),
                  .padding = {0, 0, 0}},
                 gradient.const_data_ptr<float>(), input.const_data_ptr<float>(), weightGradient.data_ptr<float>());
  return weightGradient;
}

class TrainedUpsampling : public torch::autograd::Function<TrainedUpsampling>
{
public:
  static at::Tensor
  forward(torch::autograd::AutogradContext * context, const at::Tensor & input, const at::Tensor & weight,
          const std::optional<at::Tensor> & bias)
  {
    context->save_for_backward({input, weight});
    context->saved_data["bias"] = bias.has_value();
    const at::IntArrayRef stride = weight.sizes().slice(2);
    const std::vector<std::int64_t> ones(stride.size(), 1);
    const std::vector<std::int64_t> zeros(stride.size(), 0);
    return at::convolution(input, weight, bias, stride, zeros, ones, true, zeros, 1);
  }

  static torch::autograd::variable_list
  backward(torch::autograd::AutogradContext * context, const torch::autograd::variable_list & gradients)
  {
    const auto saved = context->get_saved_variables();
    const at::Tensor & input = saved[0];
    const at::Tensor & weight = saved[1];
    const at::Tensor gradient = gradients[0].contiguous(ChannelsLastFormat(input));
    const bool hasBias = context->saved_data["bias"].toBool();
    return {context->needs_input_grad(0) ? InputGradientOf(gradient, weight, input) : at::Tensor(),
            WeightGradientOf(gradient, weight, input), hasBias ? BiasGradient(gradient) : at::Tensor()};
  }
};

} // namespace

bool
TakesUpsamplingFunction(const at::Tensor & input, const at::Tensor & weight)
{
  return TrainsInChannelsLast(input, weight) && TakesWeightGradient(weight.size(1), weight.size(0));
}

at::Tensor
UpsamplingFunction(const at::Tensor & input, const at::Tensor & weight, const at::Tensor & bias)
{
  return TrainedUpsampling::apply(input, weight, bias.defined() ? std::optional(bias) : std::nullopt);
}

} // namespace vox
