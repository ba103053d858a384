// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxStandardizedConvolution.h"

#include "Blocks/voxPredictLayer.h"
#include "Blocks/voxPredictionState.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <utility>

namespace vox
{

StandardizedConvolution::StandardizedConvolution(const ConvolutionShape & shape)
    : m_Weight(register_parameter(
          "weight", at::empty({shape.outputChannels, shape.inputChannels, shape.kernelSize.y, shape.kernelSize.x}))),
      m_Stride(SpatialList(shape.stride, 2)),
      m_Padding{shape.kernelSize.y / 2, shape.kernelSize.x / 2}
{}

StandardizedConvolution::~StandardizedConvolution() = default;

void
StandardizedConvolution::SetPredicting(std::unique_ptr<PredictionState> state)
{
  m_Prediction = std::move(state);
}

at::Tensor
StandardizedConvolution::Standardized() const
{
  const auto [variance, mean] = at::var_mean(m_Weight, at::IntArrayRef{1, 2, 3}, 0, true);
  return (m_Weight - mean) / at::sqrt(variance + 1e-5);
}

ConvolvedFeatures
StandardizedConvolution::Convolve(const at::Tensor & input) const
{
  return Timed([&] { return Compute(input); },
               [&](const ConvolvedFeatures & made) {
                 const double products = static_cast<double>(m_Weight.numel() / m_Weight.size(0));
                 return Work{made.kernel, made.features, products};
               });
}

ConvolvedFeatures
StandardizedConvolution::Compute(const at::Tensor & input) const
{
  const at::Tensor features = input.to(at::kFloat);
  if (!m_Prediction || at::GradMode::is_enabled())
  {
    return {at::conv2d(features, Standardized(), {}, m_Stride, m_Padding), {}};
  }
  if (!m_Prediction->standardized.defined())
  {
    m_Prediction->standardized = Standardized().contiguous(at::MemoryFormat::ChannelsLast);
  }
  const at::Tensor & weight = m_Prediction->standardized;
  const at::Tensor none;
  std::optional<ConvolvedFeatures> found = PredictConvolution(*m_Prediction, {weight, none, m_Stride}, features, none);
  return found ? *std::move(found) : ConvolvedFeatures{at::conv2d(features, weight, {}, m_Stride, m_Padding), {}};
}

} // namespace vox
