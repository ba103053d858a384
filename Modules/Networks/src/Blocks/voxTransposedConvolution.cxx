// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxTransposedConvolution.h"

#include "Blocks/voxAutocastConvolution.h"
#include "Blocks/voxConvolutionFunction.h"
#include "Blocks/voxPredictLayer.h"
#include "Blocks/voxPredictionState.h"
#include "Blocks/voxThreeAxes.h"
#include "Blocks/voxTrainedLayer.h"
#include "voxPreparedWeights.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/convolution.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace vox
{

TransposedConvolution::TransposedConvolution(const TransposedConvolutionShape & shape, int dimensions)
    : m_Steps{SpatialList(shape.stride, dimensions), SpatialList(shape.padding, dimensions)},
      m_Added(SpatialList(shape.outputPadding, dimensions)),
      m_TakenAway(m_Added.size(), 0),
      m_MultiplyAddsPerValue(static_cast<double>(shape.inputChannels))
{
  std::vector<std::int64_t> sizes = SpatialList(shape.kernelSize, dimensions);
  m_HasPhases = HasPhaseWeights(sizes, m_Steps);
  for (std::size_t axis = 0; axis < sizes.size(); ++axis)
  {
    m_HasPhases = m_HasPhases && sizes[axis] - 2 * m_Steps.padding[axis] + m_Added[axis] == m_Steps.stride[axis];
    m_TakenAway[axis] = std::max(std::int64_t{0}, -m_Added[axis]);
    m_Added[axis] = std::max(std::int64_t{0}, m_Added[axis]);
    m_MultiplyAddsPerValue *= static_cast<double>(sizes[axis]) / static_cast<double>(m_Steps.stride[axis]);
  }
  sizes.insert(sizes.begin(), {shape.inputChannels, shape.outputChannels});
  m_Weight = register_parameter("weight", at::empty(sizes));
  if (shape.bias)
  {
    m_Bias = register_parameter("bias", at::empty({shape.outputChannels}));
  }
}

void
TransposedConvolution::SetPredicting(std::unique_ptr<PredictionState> state)
{
  m_Prediction = std::move(state);
  m_PhaseWeights.reset();
  m_PhaseBias.reset();
}

at::Tensor
TransposedConvolution::forward(const at::Tensor & input) const
{
  return Timed([&] { return Compute(input); },
               [&](const UpsampledFeatures & made) {
                 return Work{made.kernel, made.features, m_MultiplyAddsPerValue};
               })
      .features;
}

at::Tensor
TransposedConvolution::ComputePhases(const at::Tensor & input) const
{
  const bool predicts = m_Prediction && !at::GradMode::is_enabled();
  if (!m_HasPhases || (!predicts && !TrainsInChannelsLast(input, m_Weight)))
  {
    return {};
  }
  const auto phaseBias = [&] {
    const std::int64_t phases = Product(ThreeAxes(m_Steps.stride));
    return m_Bias.defined() ? m_Bias.repeat({phases}) : m_Bias;
  };
  const std::vector<std::int64_t> ones(m_Steps.stride.size(), 1);
  if (predicts)
  {
    if (!m_PhaseWeights.defined())
    {
      m_PhaseWeights = PhaseWeights(m_Weight, m_Steps);
      m_PhaseBias = phaseBias();
    }
    const PredictionKernel kernel = PredictionKernelOf({.inputChannels = input.size(1),
                                                        .outputChannels = m_PhaseWeights.size(0),
                                                        .kernelSize = SpatialSize(m_PhaseWeights),
                                                        .outputSize = SpatialSize(input)});
    if (kernel != PredictionKernel::Winograd || input.scalar_type() != at::kFloat)
    {
      return {};
    }
    const auto made = PredictConvolution(*m_Prediction, {m_PhaseWeights, m_PhaseBias, ones}, input, {});
    return made ? PhasesInPlace(made->features, m_Steps) : at::Tensor();
  }
  const at::Tensor weight = PhaseWeights(m_Weight, m_Steps);
  if (!TrainsByWinograd(input, weight))
  {
    return {};
  }
  std::vector<std::int64_t> padding;
  std::ranges::transform(weight.sizes().slice(2), std::back_inserter(padding),
                         [](std::int64_t kernel) { return (kernel - 1) / 2; });
  return PhasesInPlace(ConvolutionFunction(input, {}, {weight, phaseBias(), ones, padding}).features, m_Steps);
}

UpsampledFeatures
TransposedConvolution::Compute(const at::Tensor & input) const
{
  if (at::Tensor output = ComputePhases(input); output.defined())
  {
    return {output, "Winograd"};
  }
  const std::vector<std::int64_t> ones(m_Steps.stride.size(), 1);
  at::Tensor output;
  if (!m_Prediction && IsAutocast(input))
  {
    output = AutocastConvolution(input, m_Weight, m_Bias, {m_Steps.stride, m_Steps.padding, ones, 1, true, m_Added});
  }
  else
  {
    const at::Tensor bias = m_Bias.defined() ? m_Bias.to(input.scalar_type()) : m_Bias;
    output = at::convolution(input, m_Weight.to(input.scalar_type()), bias, m_Steps.stride, m_Steps.padding, ones, true,
                             m_Added, 1);
  }
  for (std::size_t axis = 0; axis < m_TakenAway.size(); ++axis)
  {
    if (m_TakenAway[axis] > 0)
    {
      const auto spatial = static_cast<std::int64_t>(axis) + 2;
      output = output.narrow(spatial, 0, output.size(spatial) - m_TakenAway[axis]);
    }
  }
  return {output};
}

} // namespace vox
