// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxStandardizedConvolution.h"

#include <ATen/ATen.h>

namespace vox
{

StandardizedConvolution::StandardizedConvolution(const ConvolutionShape & shape)
    : m_Weight(register_parameter(
          "weight", at::empty({shape.outputChannels, shape.inputChannels, shape.kernelSize.y, shape.kernelSize.x}))),
      m_Stride(SpatialList(shape.stride, 2)),
      m_Padding{shape.kernelSize.y / 2, shape.kernelSize.x / 2}
{}

ConvolvedFeatures
StandardizedConvolution::Convolve(const at::Tensor & input) const
{
  const auto [variance, mean] = at::var_mean(m_Weight, at::IntArrayRef{1, 2, 3}, 0, true);
  const at::Tensor weight = (m_Weight - mean) / at::sqrt(variance + 1e-5);
  return {at::conv2d(input.to(at::kFloat), weight, {}, m_Stride, m_Padding), {}};
}

} // namespace vox
