// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxConvolution.h"

#include "Blocks/voxAutocastConvolution.h"
#include "Blocks/voxConvolutionFunction.h"
#include "Blocks/voxPredictLayer.h"
#include "Blocks/voxPredictionState.h"
#include "Blocks/voxUpsamplingFunction.h"

#include <ATen/Context.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/convolution.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mkldnn_convolution.h>

#include <utility>

namespace vox
{
namespace
{

std::vector<std::int64_t>
WeightShape(std::int64_t first, std::int64_t second, const std::vector<std::int64_t> & spatial)
{
  std::vector<std::int64_t> shape{first, second};
  shape.insert(shape.end(), spatial.begin(), spatial.end());
  return shape;
}

/** at::convolution leaves oneDNN for an unfolding fallback, several times slower and 27 times as large, for one small
 * sample (N = 1 and C D H <= 20480). Its backward pass chooses on its own, so this is for inference only. */
bool
CallsOneDnnDirectly(const at::Tensor & input)
{
  return input.device().is_cpu() && input.scalar_type() == at::kFloat && input.dim() == 5 && input.size(0) == 1 &&
         !at::GradMode::is_enabled() && at::globalContext().hasMKLDNN() && at::globalContext().userEnabledMkldnn();
}

/** Half of what the kernel spans. */
Zyx<std::int64_t>
CenteredPadding(const ConvolutionShape & shape)
{
  Zyx<std::int64_t> padding;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    padding[axis] = shape.dilation[axis] * (shape.kernelSize[axis] - 1) / 2;
  }
  return padding;
}

/** What kernels of ours compute, where features and weights suit them. */
bool
IsPlain(const ConvolutionShape & shape, int dimensions)
{
  bool plain = shape.groups == 1;
  for (std::size_t axis = dimensions == 2 ? 1 : 0; axis < 3; ++axis)
  {
    const std::int64_t kernel = shape.kernelSize[axis];
    const std::int64_t padding = shape.padding.value_or(CenteredPadding(shape))[axis];
    plain = plain && kernel % 2 == 1 && shape.dilation[axis] == 1 && padding == (kernel - 1) / 2;
  }
  return plain;
}

} // namespace

std::vector<std::int64_t>
SpatialList(const Zyx<std::int64_t> & value, int dimensions)
{
  return dimensions == 3 ? std::vector{value.z, value.y, value.x} : std::vector{value.y, value.x};
}

Convolution::Convolution(const ConvolutionShape & shape, int dimensions)
    : m_Stride(SpatialList(shape.stride, dimensions)),
      m_Padding(SpatialList(shape.padding.value_or(CenteredPadding(shape)), dimensions)),
      m_Dilation(SpatialList(shape.dilation, dimensions)),
      m_Groups(shape.groups),
      m_IsPlain(IsPlain(shape, dimensions))
{
  m_Weight = register_parameter("weight", at::empty(WeightShape(shape.outputChannels, shape.inputChannels / m_Groups,
                                                                SpatialList(shape.kernelSize, dimensions))));
  if (shape.bias)
  {
    m_Bias = register_parameter("bias", at::empty({shape.outputChannels}));
  }
}

at::Tensor
Convolution::forward(const at::Tensor & input) const
{
  const std::vector<std::int64_t> zeros(m_Stride.size(), 0);
  if (!m_Prediction && IsAutocast(input))
  {
    return AutocastConvolution(input, m_Weight, m_Bias, {m_Stride, m_Padding, m_Dilation, m_Groups, false, zeros});
  }
  if (CallsOneDnnDirectly(input))
  {
    return at::mkldnn_convolution(input, m_Weight, m_Bias, m_Padding, m_Stride, m_Dilation, m_Groups);
  }
  if (m_IsPlain && TakesConvolutionFunction(input, m_Weight))
  {
    return ConvolutionFunction(input, {}, {m_Weight, m_Bias, m_Stride, m_Padding}).features;
  }
  return at::convolution(input, m_Weight, m_Bias, m_Stride, m_Padding, m_Dilation, false, zeros, m_Groups);
}

void
Convolution::SetPredicting(std::unique_ptr<PredictionState> state)
{
  m_Prediction = std::move(state);
}

ConvolvedFeatures
Convolution::Convolve(const at::Tensor & input, const at::Tensor & skip) const
{
  return Timed([&] { return Compute(input, skip); },
               [&](const ConvolvedFeatures & made) {
                 const double products = static_cast<double>(m_Weight.numel() / m_Weight.size(0));
                 return Work{made.kernel, made.features, products};
               });
}

ConvolvedFeatures
Convolution::Compute(const at::Tensor & input, const at::Tensor & skip) const
{
  if (m_IsPlain && m_Prediction && !at::GradMode::is_enabled())
  {
    if (std::optional<ConvolvedFeatures> found =
            PredictConvolution(*m_Prediction, {m_Weight, m_Bias, m_Stride}, input, skip))
    {
      return *std::move(found);
    }
  }
  if (m_IsPlain && TakesConvolutionFunction(input, m_Weight))
  {
    return ConvolutionFunction(input, skip, {m_Weight, m_Bias, m_Stride, m_Padding});
  }
  const at::Tensor all = skip.defined() ? at::cat({input, skip}, 1) : input;
  const bool isPrepared = m_Prediction && !at::GradMode::is_enabled();
  return {forward(isPrepared ? all.to(m_Weight.scalar_type()) : all), {}}; // features may be bf16 where layers are not
}

const at::Tensor &
Convolution::Weight() const
{
  return m_Weight;
}

const at::Tensor &
Convolution::Bias() const
{
  return m_Bias;
}

Convolution::~Convolution() = default;

Upsampling::Upsampling(std::int64_t inputChannels, std::int64_t outputChannels, Zyx<std::int64_t> stride, bool bias,
                       int dimensions)
    : m_Stride(SpatialList(stride, dimensions))
{
  m_Weight = register_parameter("weight", at::empty(WeightShape(inputChannels, outputChannels, m_Stride)));
  if (bias)
  {
    m_Bias = register_parameter("bias", at::empty({outputChannels}));
  }
}

Upsampling::~Upsampling() = default;

void
Upsampling::SetPredicting(std::unique_ptr<PredictionState> state)
{
  m_Prediction = std::move(state);
}

at::Tensor
Upsampling::forward(const at::Tensor & input) const
{
  return Timed([&] { return Compute(input); },
               [&](const UpsampledFeatures & made) {
                 return Work{made.kernel, made.features, static_cast<double>(input.size(1))};
               })
      .features;
}

UpsampledFeatures
Upsampling::Compute(const at::Tensor & input) const
{
  if (m_Prediction && !at::GradMode::is_enabled())
  {
    if (std::optional<UpsampledFeatures> found = PredictUpsampling(*m_Prediction, {m_Weight, m_Bias, m_Stride}, input))
    {
      return *std::move(found);
    }
  }
  if (TakesUpsamplingFunction(input, m_Weight))
  {
    return {UpsamplingFunction(input, m_Weight, m_Bias)};
  }
  const std::vector<std::int64_t> ones(m_Stride.size(), 1);
  const std::vector<std::int64_t> zeros(m_Stride.size(), 0);
  if (!m_Prediction && IsAutocast(input))
  {
    return {AutocastConvolution(input, m_Weight, m_Bias, {m_Stride, zeros, ones, 1, true, zeros})};
  }
  return {at::convolution(input, m_Weight, m_Bias, m_Stride, zeros, ones, true, zeros, 1)};
}

} // namespace vox
