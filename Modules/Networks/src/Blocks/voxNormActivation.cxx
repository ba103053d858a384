// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxNormActivation.h"

#include "Blocks/voxChannelsLast.h"
#include "Blocks/voxMoments.h"
#include "Blocks/voxNormGradient.h"
#include "Blocks/voxNormKernel.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <optional>
#include <type_traits>

namespace vox
{
namespace
{

NormExtent
ExtentOf(const at::Tensor & input)
{
  return {
      .samples = input.size(0), .voxels = input.numel() / (input.size(0) * input.size(1)), .channels = input.size(1)};
}

/** Mean and 1 / deviation [N, C] of convolved features, from the moments of their rows or from themselves. */
template <typename TInput>
void
Statistics(const ConvolvedFeatures & convolved, double eps, const at::Tensor & mean,
           const at::Tensor & inverseDeviation)
{
  const NormExtent extent = ExtentOf(convolved.features);
  if (!convolved.rowMoments.defined())
  {
    NormStatistics(extent, convolved.features.const_data_ptr<TInput>(), eps, mean.data_ptr<float>(),
                   inverseDeviation.data_ptr<float>());
    return;
  }
  const std::int64_t rows = convolved.rowMoments.size(1);
  for (std::int64_t sample = 0; sample < extent.samples; ++sample)
  {
    MergeMoments({.moments = convolved.rowMoments[sample].const_data_ptr<float>(),
                  .blocks = rows,
                  .voxels = extent.voxels,
                  .perBlock = extent.voxels / rows,
                  .channels = extent.channels},
                 eps, mean.data_ptr<float>() + sample * extent.channels,
                 inverseDeviation.data_ptr<float>() + sample * extent.channels);
  }
}

/** Gives the channels of each group the statistics of all of them, in place; every channel has as many voxels. */
void
ShareAmongGroups(const at::Tensor & mean, const at::Tensor & inverseDeviation, const NormAffine & affine)
{
  const at::IntArrayRef sizes = mean.sizes();
  const at::Tensor means = mean.to(at::kDouble).view({sizes[0], affine.groups, -1});
  const at::Tensor variances = inverseDeviation.to(at::kDouble).view(means.sizes()).pow(-2.0) - affine.eps;
  const at::Tensor ofGroup = means.mean(2, true);
  const at::Tensor variance = (variances + (means - ofGroup).square()).mean(2, true);
  mean.copy_(ofGroup.expand_as(means).reshape(sizes));
  inverseDeviation.copy_((variance + affine.eps).rsqrt().expand_as(means).reshape(sizes));
}

/** Calls `work` with a zero of the type: float, or bf16. */
template <typename TWork>
void
OfType(at::ScalarType type, TWork && work)
{
  if (type == at::kFloat)
  {
    work(float{});
  }
  else
  {
    work(c10::BFloat16{});
  }
}

class NormActivationFunction : public torch::autograd::Function<NormActivationFunction>
{
public:
  static torch::autograd::variable_list
  forward(torch::autograd::AutogradContext * context, const at::Tensor & input,
          const std::optional<at::Tensor> & rowMoments, const std::optional<at::Tensor> & residual,
          const std::optional<at::Tensor> & weight, const std::optional<at::Tensor> & bias, double eps, double slope)
  {
    const NormExtent extent = ExtentOf(input);
    const at::Tensor mean = at::empty({extent.samples, extent.channels}, at::kFloat);
    const at::Tensor inverseDeviation = at::empty_like(mean);
    OfType(input.scalar_type(), [&](auto zero) {
      Statistics<decltype(zero)>({input, rowMoments.value_or(at::Tensor())}, eps, mean, inverseDeviation);
    });
    const at::Tensor scale = weight ? inverseDeviation * *weight : inverseDeviation;
    const at::Tensor shift = bias ? bias->contiguous() : at::zeros({extent.channels}, at::kFloat);
    std::optional<at::Tensor> added;
    if (residual)
    {
      added = residual->contiguous(ChannelsLastFormat(input));
    }
    at::Tensor output = at::empty_like(input);
    OfType(input.scalar_type(), [&](auto zero) {
      using Value = decltype(zero);
      NormForward(extent, input.const_data_ptr<Value>(), added ? added->const_data_ptr<Value>() : nullptr,
                  mean.const_data_ptr<float>(), scale.const_data_ptr<float>(), shift.const_data_ptr<float>(),
                  static_cast<float>(slope), output.data_ptr<Value>());
    });
    // The sign of the output follows from the input, unless something was added; without an activation it does not
    // count.
    context->save_for_backward(
        {input, residual && slope != 1.0 ? output : at::Tensor(), mean, inverseDeviation, scale, shift});
    context->saved_data["slope"] = slope;
    context->saved_data["affine"] = weight.has_value();
    context->saved_data["residual"] = residual.has_value();
    context->set_materialize_grads(false);
    context->mark_non_differentiable({mean, inverseDeviation});
    return {output, mean, inverseDeviation};
  }

  static torch::autograd::variable_list
  backward(torch::autograd::AutogradContext * context, const torch::autograd::variable_list & gradients)
  {
    const auto saved = context->get_saved_variables();
    const at::Tensor & input = saved[0];
    const at::Tensor & output = saved[1];
    const at::Tensor & mean = saved[2];
    const at::Tensor & inverseDeviation = saved[3];
    const at::Tensor & scale = saved[4];
    const NormExtent extent = ExtentOf(input);
    const auto slope = static_cast<float>(context->saved_data["slope"].toDouble());
    const at::Tensor gradient = gradients[0].contiguous(ChannelsLastFormat(input));

    const at::Tensor sum = at::empty({extent.samples, extent.channels}, at::kDouble);
    const at::Tensor sumTimesInput = at::empty_like(sum);
    const at::Tensor inputGradient = at::empty_like(input);
    at::Tensor residualGradient;
    if (context->saved_data["residual"].toBool())
    {
      residualGradient = at::empty_like(input);
    }
    OfType(input.scalar_type(), [&](auto zero) {
      using Value = decltype(zero);
      NormBackward<Value>(extent,
                          {.gradient = gradient.const_data_ptr<Value>(),
                           .input = input.const_data_ptr<Value>(),
                           .output = output.defined() ? output.const_data_ptr<Value>() : nullptr,
                           .mean = mean.const_data_ptr<float>(),
                           .inverseDeviation = inverseDeviation.const_data_ptr<float>(),
                           .scale = scale.const_data_ptr<float>(),
                           .shift = saved[5].const_data_ptr<float>(),
                           .slope = slope},
                          {.input = inputGradient.data_ptr<Value>(),
                           .residual = residualGradient.defined() ? residualGradient.data_ptr<Value>() : nullptr,
                           .sum = sum.data_ptr<double>(),
                           .sumTimesInput = sumTimesInput.data_ptr<double>()});
    });
    at::Tensor weightGradient;
    at::Tensor biasGradient;
    if (context->saved_data["affine"].toBool())
    {
      weightGradient = (sumTimesInput * inverseDeviation).sum(0).to(at::kFloat);
      biasGradient = sum.sum(0).to(at::kFloat);
    }
    return {inputGradient, {}, residualGradient, weightGradient, biasGradient, {}, {}};
  }
};

/** `mean` and `inverseDeviation` are [N, C], of one sample for all where statistics are known. */
template <typename TInput, typename TOutput>
at::Tensor
Normalized(const NormExtent & extent, const NormedFeatures & input, const at::Tensor & residual,
           const NormAffine & affine, double slope, bool mayOverwrite)
{
  const at::Tensor & features = input.features;
  const at::Tensor scale = affine.weight.defined() ? input.inverseDeviation * affine.weight : input.inverseDeviation;
  const at::Tensor shift = affine.bias.defined() ? affine.bias.contiguous() : at::zeros({extent.channels}, at::kFloat);
  constexpr at::ScalarType outputType = c10::CppTypeToScalarType<TOutput>::value;
  const at::Tensor added =
      residual.defined() ? residual.to(outputType).contiguous(ChannelsLastFormat(features)) : at::Tensor();
  const at::Tensor output =
      std::is_same_v<TInput, TOutput> && mayOverwrite
          ? features
          : at::empty(features.sizes(), features.options().dtype(outputType), ChannelsLastFormat(features));
  NormForward(extent, features.const_data_ptr<TInput>(), added.defined() ? added.const_data_ptr<TOutput>() : nullptr,
              input.mean.const_data_ptr<float>(), scale.const_data_ptr<float>(), shift.const_data_ptr<float>(),
              static_cast<float>(slope), output.data_ptr<TOutput>());
  return output;
}

/** Calls `work` with zeros of the types of input and output. */
template <typename TWork>
at::Tensor
OfTypes(at::ScalarType input, at::ScalarType output, TWork && work)
{
  if (output == at::kFloat)
  {
    return work(float{}, float{});
  }
  return input == at::kFloat ? work(float{}, c10::BFloat16{}) : work(c10::BFloat16{}, c10::BFloat16{});
}

std::optional<at::Tensor>
IfDefined(const at::Tensor & tensor)
{
  return tensor.defined() ? std::optional(tensor) : std::nullopt;
}

} // namespace

bool
TakesNormActivation(const at::Tensor & input)
{
  const bool isKnown = input.scalar_type() == at::kFloat || input.scalar_type() == at::kBFloat16;
  return isKnown && input.device().is_cpu() && input.dim() >= 4 && input.dim() <= 5 &&
         input.is_contiguous(ChannelsLastFormat(input));
}

NormedFeatures
NormActivation(const ConvolvedFeatures & convolved, const at::Tensor & residual, const NormAffine & affine,
               double slope)
{
  const torch::autograd::variable_list made = NormActivationFunction::apply(
      convolved.features, IfDefined(convolved.rowMoments),
      IfDefined(residual.defined() ? residual.to(convolved.features.scalar_type()) : residual),
      IfDefined(affine.weight), IfDefined(affine.bias), affine.eps, slope);
  return {made[0], made[1], made[2]};
}

at::Tensor
PredictNormActivation(const ConvolvedFeatures & convolved, const at::Tensor & residual, const NormAffine & affine,
                      double slope, const NormOutput & output)
{
  const NormExtent extent = ExtentOf(convolved.features);
  const at::Tensor mean = at::empty({extent.samples, extent.channels}, at::kFloat);
  const at::Tensor inverseDeviation = at::empty_like(mean);
  return OfTypes(convolved.features.scalar_type(), output.type, [&](auto input, auto result) {
    Statistics<decltype(input)>(convolved, affine.eps, mean, inverseDeviation);
    if (affine.groups > 0)
    {
      ShareAmongGroups(mean, inverseDeviation, affine);
    }
    return Normalized<decltype(input), decltype(result)>(extent, {convolved.features, mean, inverseDeviation}, residual,
                                                         affine, slope, output.mayOverwrite);
  });
}

at::Tensor
PredictScaled(const at::Tensor & features, const at::Tensor & residual, const at::Tensor & mean,
              const at::Tensor & inverseDeviation, const NormAffine & affine, double slope, const NormOutput & output)
{
  NormExtent extent = ExtentOf(features);
  extent.voxels *= extent.samples;
  extent.samples = 1;
  return OfTypes(features.scalar_type(), output.type, [&](auto input, auto result) {
    return Normalized<decltype(input), decltype(result)>(extent, {features, mean, inverseDeviation}, residual, affine,
                                                         slope, output.mayOverwrite);
  });
}

} // namespace vox
